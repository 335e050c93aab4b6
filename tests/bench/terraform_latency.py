#!/usr/bin/env python3
"""Keystroke to diagnostics in configuration of Terraform: from writing `textDocument/didChange` to `publishDiagnostics`.

  terraform_latency.py [LIMIT]      LIMIT: milliseconds allowed at the 95th percentile (50)

Each case is a root module of 3,000 lines: in several files with a local module called by `for_each`, in one file, and
in several files of a repository of 10,000 others. Typed are a value that makes and mends a finding, a variable that
many resources use, and a comment at the top, behind which every place of the file moves.
"""
import pathlib
import sys
import tempfile

from latency import HERE, Typing, settle

LINES = 3_000
OTHERS = 10_000

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
            settle(root)
            for what, (after, characters, old, new) in places.items():
                file.write_text(written.replace(old, new, 1) if old else written)
                typing = Typing(root, (file, "terraform"), after, characters)
                holds &= typing.p95() <= limit
                print(f"{case:10} {what:8} {typing}", flush=True)
    print("terraform latency:", "holds" if holds else "falls short", "at", limit, "ms")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
