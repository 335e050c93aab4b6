#!/usr/bin/env python3
"""Keystroke to diagnostics in a workspace of 10,000 files that has been checked whole and shows what it holds.

  workspace_latency.py [LIMIT]      LIMIT: milliseconds allowed at the 95th percentile (100)

Typed is in a file of each kind what makes and mends a finding, or changes what others read.
"""
import pathlib
import sys
import tempfile

import repository
from latency import Server, Typing, settle

# File, its language, after what is typed, what, and what is replaced in it before that.
CASES = [
    ("deploy/team0/service0.yaml", "yaml", "privileged: tru", "e", ("privileged: true", "privileged: tru")),
    ("charts/shop2/templates/part0-deployment.yaml", "yaml", "hostNetwork: ", "true",
     ("hostNetwork: {{ $part.hostNetwork }}", "hostNetwork: ")),
    ("charts/shop2/values.yaml", "yaml", "readOnlyRootFilesystem: tru", "e", ("Filesystem: true", "Filesystem: tru")),
    ("infra/stack4/main.tf", "terraform", "# The platform of the shop", " of mine", None),
    ("keycloak/realm-5/realm-5-realm.json", "json", '"sslRequired": "', "none", ("external", "")),
]


def main():
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 100
    holds = True
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary).resolve() / "repository"
        repository.write(root)
        for name, *_, replaced in CASES:
            if replaced:
                text = (root / name).read_text()
                assert replaced[0] in text, name
                (root / name).write_text(text.replace(*replaced, 1))
        settle(root)
        server = Server(root, {"workspaceDiagnostics": True})
        server.scan()
        for name, language, after, characters, _ in CASES:
            typing = Typing(root, (root / name, language), after, characters, server=server)
            holds &= typing.p95() <= limit
            print(f"{name:45} {typing}", flush=True)
        server.leave()
    print("workspace latency:", "holds" if holds else "falls short", "at", limit, "ms")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
