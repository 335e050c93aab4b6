#!/usr/bin/env python3
"""What a language server takes that has checked a large workspace: resident memory, as Linux counts it.

  workspace_memory.py [LIMIT [FILES]]      LIMIT: MiB allowed once the workspace is checked (250), and a tenth more while it
                                           is; FILES: as many (10,000)
"""
import pathlib
import sys
import tempfile
import time

import repository
from latency import Server

# How long the server has to give back what the check took, in seconds.
REST = 3

# What is allowed while the check runs, of what is allowed after it: what the allocator keeps differs from run to run.
MEANWHILE = 1.1


def memory(server, name):
    """A figure of the server's process, in MiB."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split(f"{name}:")[1].split()[0]) / 1024


def main():
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 250
    files = int(sys.argv[2]) if len(sys.argv) > 2 else repository.FILES
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary).resolve() / "repository"
        written = repository.write(root, files)
        server = Server(root)
        before = memory(server, "VmRSS")
        took, result = server.scan()
        time.sleep(REST)
        after, peak = memory(server, "VmRSS"), memory(server, "VmHWM")
        # Again, as after a change of many files.
        server.scan()
        time.sleep(REST)
        again = memory(server, "VmRSS")
        server.leave()
    print(f"{written} files, {result['files']} of them judged, {result['findings']} findings, in {took:.1f} s")
    print(f"resident before {before:.0f}, after {after:.0f}, after a second check {again:.0f}, at most {peak:.0f} MiB")
    if result["findings"] == 0 or max(after, again, peak / MEANWHILE) > limit:
        print(f"FAILED: {limit:.0f} MiB, {limit * MEANWHILE:.0f} meanwhile, and some findings were expected")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
