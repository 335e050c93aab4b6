#!/usr/bin/env python3
"""Fills in, or verifies, the expectations of `functions/*.txt` by running the real Terraform.

    record.py --check  [FILE…]   verify every case; 1 when one differs
    record.py --update [FILE…]   write what Terraform says into the files

`terraform` is `$TERRAFORM`, else the one on the path. The form of a case:

    join("-", ["a", "b"])        the expression, on one line
    = "a-b"                      its value as JSON, `?` when some of it is not known
    : "string"                   its type as Terraform's JSON has it

    abs("x")
    ! Invalid value for ...      or what is wrong, on one line

Lines that begin with `#`, and empty ones, stay as they are. Names that expressions may use: SETUP.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
SETUP = """
resource "terraform_data" "unknown" {}
locals {
  unknown = terraform_data.unknown.id
  secret  = sensitive("secret")
}
"""


class Number(str):
    """A number as it is spelled."""


def dump(value: object) -> str:
    """JSON on one line, keys sorted, numbers as they were spelled."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(dump, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{dump(value[k])}" for k in sorted(value)) + "}"
    return json.dumps(value, ensure_ascii=False)


def terraform(folder: str, *arguments: str) -> str:
    program = os.environ.get("TERRAFORM") or shutil.which("terraform")
    if not program:
        sys.exit("there is no terraform on this machine (TERRAFORM)")
    environment = {k: v for k, v in os.environ.items() if k != "TF_CLI_CONFIG_FILE"}
    done = subprocess.run([program, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout


def fault(diagnostic: dict) -> str:
    return " ".join((diagnostic.get("detail") or diagnostic["summary"]).split())


def record(expressions: list[str]) -> dict[str, list[str]]:
    """What Terraform says of each expression: the lines behind it."""
    said: dict[str, list[str]] = {}
    rest = list(dict.fromkeys(expressions))
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "setup.tf").write_text(SETUP)
        terraform(folder, "init", "-no-color")
        while rest:
            lines = [
                f'output "o{i}" {{\nsensitive = true\nvalue = {expression}\n}}' for i, expression in enumerate(rest)
            ]
            pathlib.Path(folder, "cases.tf").write_text("\n".join(lines) + "\n")
            out = terraform(folder, "plan", "-json", "-out", "plan")
            faults: dict[str, str] = {}
            for line in out.splitlines():
                message = json.loads(line) if line.startswith("{") else {}
                diagnostic = message.get("diagnostic", {})
                if message.get("type") == "diagnostic" and diagnostic["severity"] == "error":
                    place = diagnostic.get("range")
                    if not place or place["filename"] != "cases.tf":
                        sys.exit(f"terraform: {diagnostic}")
                    faults.setdefault(rest[(place["start"]["line"] - 1) // 4], fault(diagnostic))
            if faults:
                said.update({expression: [f"! {text}"] for expression, text in faults.items()})
                rest = [expression for expression in rest if expression not in faults]
                continue
            plan = json.loads(terraform(folder, "show", "-json", "plan"), parse_int=Number, parse_float=Number)
            for i, expression in enumerate(rest):
                change = plan["output_changes"].get(f"o{i}", {})
                value = plan["planned_values"]["outputs"].get(f"o{i}", {})
                if change.get("after_unknown"):
                    said[expression] = ["= ?"]
                else:
                    said[expression] = ["= " + dump(value.get("value"))]
                    if "type" in value:
                        said[expression].append(": " + dump(value["type"]))
            rest = []
    return said


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    differs = False
    for file in options.files or sorted((HERE / "functions").glob("*.txt")):
        before = file.read_text()
        kept = [line for line in before.splitlines() if not line.startswith(("= ", ": ", "! "))]
        said = record([line for line in kept if line and not line.startswith("#")])
        after = "".join(f"{part}\n" for line in kept for part in [line, *said.get(line, [])])
        if before != after:
            differs = True
            print(f"{file}: {'written' if options.update else 'differs'}")
            if options.update:
                file.write_text(after)
    sys.exit(1 if differs and not options.update else 0)


if __name__ == "__main__":
    main()
