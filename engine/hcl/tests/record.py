#!/usr/bin/env python3
"""Fills in, or verifies, the expectations of `expressions/*.txt` and `functions/*.txt` by running the real Terraform.

    record.py --check  [FILE…]   verify every case; 1 when one differs
    record.py --update [FILE…]   write what Terraform says into the files

`terraform` is `$TERRAFORM`, else the one on the path. The form of a case:

    join("-", ["a", "b"])        the expression, on one line
    = "a-b"                      its value as JSON, `?` when some of it is not known
    : "string"                   its type as Terraform's JSON has it

    abs("x")
    ! Invalid value for ...      or what is wrong, on one line

    list(string) <- [1, true]    or a type, and a value that is converted to it
    = ["1","true"]

Lines that begin with `#`, and empty ones, stay as they are; `⏎` in an expression is a line break. Names that expressions
may use: `setup.tf` in the folder of the file, with `files` next to it; SETUP where there is none. With a `setup.tf`, values
of which some is known are written with "⁇" in the place of the rest, and `^ sensitive` says what is.
"""

import argparse
import json
import os
import pathlib
import re
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


def case(name: str, expression: str) -> str:
    """The configuration of a case."""
    ty, arrow, default = expression.partition(" <- ")
    if not arrow:
        return f'output "{name}" {{\nsensitive = true\nvalue = {expression}\n}}\n'
    return (
        f'variable "{name}" {{\ntype = {ty}\ndefault = {default}\n}}\n'
        f'output "{name}" {{\nsensitive = true\nvalue = var.{name}\n}}\n'
    )


def fault(diagnostic: dict) -> str:
    text = " ".join((diagnostic.get("detail") or diagnostic["summary"]).split())
    text = text.removeprefix("This default value is not compatible with the variable's type constraint: ")
    return re.sub(r" \(at cases\.tf:[^)]*\)", "", text)


def with_unknown(value: object, unknown: object) -> object:
    """A planned value with "⁇" for what is not known of it."""
    if unknown is True:
        return "⁇"
    if isinstance(unknown, dict):
        value = value or {}
        return value | {key: with_unknown(value.get(key), part) for key, part in unknown.items()}
    if isinstance(unknown, list):
        return [with_unknown(item, part) for item, part in zip(value or [None] * len(unknown), unknown)]
    return value


def record(expressions: list[str], setup: pathlib.Path | None) -> dict[str, list[str]]:
    """What Terraform says of each expression: the lines behind it."""
    said: dict[str, list[str]] = {}
    rest = list(dict.fromkeys(expressions))
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "setup.tf").write_text(setup.read_text() if setup else SETUP)
        if setup and (setup.parent / "files").is_dir():
            shutil.copytree(setup.parent / "files", pathlib.Path(folder, "files"))
        terraform(folder, "init", "-no-color")
        succeeds = False
        while rest:
            lines, owners = [], []
            for i, expression in enumerate(rest):
                text = case(f"o{i}", expression.replace("⏎", chr(10)))
                if setup and succeeds:
                    text += f'output "s{i}" {{\nvalue = issensitive({expression.replace("⏎", chr(10))})\n}}\n'
                lines.append(text)
                owners += [expression] * text.count("\n")
            pathlib.Path(folder, "cases.tf").write_text("".join(lines))
            out = terraform(folder, "plan", "-json", "-out", "plan")
            faults: dict[str, str] = {}
            for line in out.splitlines():
                message = json.loads(line) if line.startswith("{") else {}
                diagnostic = message.get("diagnostic", {})
                if message.get("type") == "diagnostic" and diagnostic["severity"] == "error":
                    place = diagnostic.get("range")
                    if not place or place["filename"] != "cases.tf":
                        sys.exit(f"terraform: {diagnostic}")
                    faults.setdefault(owners[place["start"]["line"] - 1], fault(diagnostic))
            if faults:
                said.update({expression: [f"! {text}"] for expression, text in faults.items()})
                rest = [expression for expression in rest if expression not in faults]
                continue
            if setup and not succeeds:
                succeeds = True
                continue
            plan = json.loads(terraform(folder, "show", "-json", "plan"), parse_int=Number, parse_float=Number)
            for i, expression in enumerate(rest):
                change = plan["output_changes"].get(f"o{i}", {})
                value = plan["planned_values"]["outputs"].get(f"o{i}", {})
                unknown = change.get("after_unknown")
                if unknown is True or (unknown and not setup):
                    said[expression] = ["= ?"]
                elif unknown:
                    said[expression] = ["= " + dump(with_unknown(change.get("after"), unknown))]
                else:
                    said[expression] = ["= " + dump(value.get("value"))]
                    if "type" in value:
                        said[expression].append(": " + dump(value["type"]))
                if plan["output_changes"].get(f"s{i}", {}).get("after"):
                    said[expression].append("^ sensitive")
            rest = []
    return said


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    differs = False
    for file in options.files or sorted(file for part in ("expressions", "functions") for file in (HERE / part).glob("*.txt")):
        before = file.read_text()
        kept = [line for line in before.splitlines() if not line.startswith(("= ", ": ", "! ", "^ "))]
        setup = file.parent / "setup.tf"
        expressions = [line for line in kept if line and not line.startswith("#")]
        said = record(expressions, setup if setup.exists() else None)
        after = "".join(f"{part}\n" for line in kept for part in [line, *said.get(line, [])])
        if before != after:
            differs = True
            print(f"{file}: {'written' if options.update else 'differs'}")
            if options.update:
                file.write_text(after)
    sys.exit(1 if differs and not options.update else 0)


if __name__ == "__main__":
    main()
