#!/usr/bin/env python3
"""Keystroke to diagnostics in configuration of Terraform: from writing `textDocument/didChange` to `publishDiagnostics`.

  terraform_latency.py [LIMIT]      LIMIT: milliseconds allowed at the 95th percentile (50)

Each case is a root module of 3,000 lines: in several files with a local module called by `for_each`, in one file, and
in several files of a repository of 10,000 others. Typed are a value that makes and mends a finding, a variable that
many resources use, and a comment at the top, behind which every place of the file moves. BARTIZAN names the binary.
Only the standard library is used.
"""
import json
import math
import os
import pathlib
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
BARTIZAN = pathlib.Path(os.environ.get("BARTIZAN", HERE.parent.parent / "target/release/bartizan")).resolve()
LINES = 3_000
OTHERS = 10_000
KEYSTROKES = 40
PATIENCE = 60

# What a module begins with, the module that it calls, and what each of its teams has: @ is the team's number.
HEAD = (HERE / "terraform/main.tf").read_text()
SERVICE = (HERE / "terraform/service/main.tf").read_text()
TEAM = (HERE / "terraform/team.tf.template").read_text()


def module(folder, per_file):
    """Writes a root module of `LINES` lines, `per_file` teams in a file (all in one when 0)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "service").mkdir()
    (folder / "service/main.tf").write_text(SERVICE)
    files, lines, number = {"main.tf": HEAD}, HEAD.count("\n") + SERVICE.count("\n"), 0
    while lines + TEAM.count("\n") <= LINES:
        name = f"teams_{number // per_file}.tf" if per_file else "main.tf"
        files[name] = files.get(name, "") + TEAM.replace("@", str(number))
        lines += TEAM.count("\n")
        number += 1
    files["main.tf"] += "# the end\n" * (LINES - lines)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder / "main.tf"


def others(root):
    """Writes what else a large repository holds."""
    for number in range(OTHERS):
        folder = root / f"src/part{number % 400}"
        folder.mkdir(parents=True, exist_ok=True)
        name, text = [("code.py", "x = 1\n"), ("data.json", '{"a": 1}\n'), ("values.yaml", "a: 1\n")][number % 3]
        (folder / f"{number}-{name}").write_text(text)


class Server:
    """The language server of one project, as an editor drives it."""

    def __init__(self, root):
        self.process = subprocess.Popen([BARTIZAN, "lsp", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.messages = queue.Queue()
        threading.Thread(target=self.receive, daemon=True).start()
        folder = {"uri": root.as_uri(), "name": "root"}
        capabilities = {"textDocument": {"publishDiagnostics": {"relatedInformation": True, "versionSupport": True}},
                        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
        self.send("initialize", {"processId": os.getpid(), "rootUri": root.as_uri(), "workspaceFolders": [folder],
                                 "capabilities": capabilities}, id=1)
        while self.next()[1].get("id") != 1:
            pass
        self.send("initialized", {})

    def receive(self):
        out = self.process.stdout
        while header := out.readline():
            length = int(header.split(b":")[1])
            while out.readline() != b"\r\n":
                pass
            body = out.read(length)
            self.messages.put((time.perf_counter(), json.loads(body)))

    def send(self, method, params, **more):
        message = {"jsonrpc": "2.0", "method": method, **({} if params is None else {"params": params}), **more}
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def next(self):
        at, message = self.messages.get(timeout=PATIENCE)
        if "id" in message and "method" in message:
            body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": None}).encode()
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()
        return at, message

    def shown(self, uri, version):
        """When the diagnostics of this version came, and how many they are."""
        while True:
            at, message = self.next()
            params = message.get("params") or {}
            is_ours = message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri
            if is_ours and params.get("version") == version:
                return at, len(params["diagnostics"])

    def work(self):
        """Milliseconds of processor time so far, whatever else the machine does."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e6

    def leave(self):
        self.send("shutdown", None, id=2)
        self.send("exit", None)
        self.process.wait(PATIENCE)


def position(text, after):
    before = text[: text.index(after) + len(after)]
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


def typed(root, file, after, characters):
    """Milliseconds of each keystroke: `characters` typed after the text `after` and deleted again, over and over."""
    server, text, uri, version, taken = Server(root), file.read_text(), file.as_uri(), 1, []
    document = {"uri": uri, "languageId": "terraform", "version": version, "text": text}
    start = time.perf_counter()
    server.send("textDocument/didOpen", {"textDocument": document})
    opened, count = server.shown(uri, version)
    counts, start_at, length, work = {count}, position(text, after), 0, server.work()
    while len(taken) < KEYSTROKES:
        steps = [(character, True) for character in characters] + [(character, False) for character in characters]
        for character, is_typed in steps:
            length -= not is_typed
            here = {**start_at, "character": start_at["character"] + length}
            end = here if is_typed else {**here, "character": here["character"] + 1}
            length += is_typed
            version += 1
            change = {"range": {"start": here, "end": end}, "text": character if is_typed else ""}
            before = time.perf_counter()
            server.send("textDocument/didChange",
                        {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]})
            at, count = server.shown(uri, version)
            taken.append((at - before) * 1e3)
            counts.add(count)
    work = (server.work() - work) / len(taken)
    server.leave()
    return (opened - start) * 1e3, taken, work, counts


def main():
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 50
    # Text after which is typed, and what: each keystroke by itself is judged.
    places = {
        "value": ("publicly_accessible = tru", "e", "publicly_accessible = true", "publicly_accessible = tru"),
        "variable": ('variable "exposed" {\n  type    = bool\n  default = ', "!", None, None),
        "comment": ("# The platform of the shop", " of mine", None, None),
    }
    holds = True
    with tempfile.TemporaryDirectory() as temporary:
        for case in ["files", "file", "repository"]:
            root = pathlib.Path(temporary).resolve() / case
            file = module(root / "infra", 0 if case == "file" else 6)
            (root / ".git").mkdir()
            if case == "repository":
                others(root)
            written = file.read_text()
            # Files that have just changed are read again: an editor opens what has long been there.
            past = time.time() - 3_600
            for path in root.rglob("*"):
                os.utime(path, (past, past))
            time.sleep(2.5)
            for what, (after, characters, old, new) in places.items():
                file.write_text(written.replace(old, new, 1) if old else written)
                opened, taken, work, counts = typed(root, file, after, characters)
                p95 = sorted(taken)[math.ceil(len(taken) * 0.95) - 1]
                holds &= p95 <= limit
                print(f"{case:10} {what:8} open {opened:6.1f} ms; keystroke median/p95/max "
                      f"{statistics.median(taken):.1f}/{p95:.1f}/{max(taken):.1f} ms, processor {work:.1f} ms; "
                      f"findings {sorted(counts)}",
                      flush=True)
    print("terraform latency:", "holds" if holds else "falls short", "at", limit, "ms")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
