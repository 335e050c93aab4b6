#!/usr/bin/env python3
"""Fills in, or verifies, what the real Terraform plans for the configurations of `cases/*.txt`.

    record.py --check  [FILE…]   verify every case; 1 when one differs
    record.py --update [FILE…]   write what Terraform says into the files

`terraform` is `$TERRAFORM`, else the one on the path; cases that name the provider `aws` need a folder of providers in
`$TERRAFORM_PROVIDERS` and stay as they are without. The form of a case:

    === name of the case
    $ -chdir=live -var-file=a.tfvars -var=x=1     options, the workspace as `-workspace=prod`
    --- main.tf                                   a file, and its text
    output "x" { value = 1 }
    >>>
    resource terraform_data.a {"input":"b"}       what is planned, "⁇" where it is not known
    sensitive terraform_data.a input              a path of it that must not be shown
    output x 1
    refused The given key does not ...            or what is wrong, the beginning of each fault

Attributes of resources that are unknown or null as a whole and that the plan alone has are left out.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


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


def with_unknown(value: object, unknown: object) -> object:
    """A planned value with "⁇" for what is not known of it."""
    if unknown is True:
        return "⁇"
    if isinstance(unknown, dict) and unknown:
        value = value or {}
        return value | {key: with_unknown(value.get(key), part) for key, part in unknown.items() if part is not False}
    if isinstance(unknown, list) and unknown:
        return [with_unknown(item, part) for item, part in zip(value or [None] * len(unknown), unknown)]
    return value


def sensitive(tree: object, path: str = "") -> list[str]:
    """The paths that must not be shown."""
    if tree is True:
        return [path or "."]
    if isinstance(tree, dict):
        return [it for key in sorted(tree) for it in sensitive(tree[key], f"{path}.{key}" if path else key)]
    if isinstance(tree, list):
        return [it for i, part in enumerate(tree) for it in sensitive(part, f"{path}[{i}]")]
    return []


def terraform(folder: pathlib.Path, workspace: str | None, *arguments: str) -> str:
    program = os.environ.get("TERRAFORM") or shutil.which("terraform")
    if not program:
        sys.exit("there is no terraform on this machine (TERRAFORM)")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    if workspace:
        environment["TF_WORKSPACE"] = workspace
    if providers := os.environ.get("TERRAFORM_PROVIDERS"):
        config = folder / ".terraformrc"
        config.write_text(f'provider_installation {{\n  filesystem_mirror {{ path = "{providers}" }}\n}}\n')
        environment["TF_CLI_CONFIG_FILE"] = str(config)
    done = subprocess.run([program, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout


def faults(out: str) -> list[str]:
    """What is wrong, sorted: Terraform walks its graph in another order each time, and begins a cycle anywhere in it."""
    said = []
    for line in out.splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        diagnostic = message.get("diagnostic", {})
        if diagnostic.get("severity") == "error":
            text = " ".join((diagnostic["detail"] or diagnostic["summary"]).split())
            if text.startswith("Cycle: "):
                text = "Cycle: " + ", ".join(sorted(text.removeprefix("Cycle: ").split(", ")))
            said.append(f"refused {text[:160].strip()}")
    return sorted({it for it in said if "problems during initialisation" not in it})


def plan(options: list[str], files: dict[str, str]) -> list[str]:
    """What Terraform says of a configuration, in lines."""
    workspace = next((it.removeprefix("-workspace=") for it in options if it.startswith("-workspace=")), None)
    chdir = next((it.removeprefix("-chdir=") for it in options if it.startswith("-chdir=")), ".")
    rest = [it for it in options if not it.startswith(("-workspace=", "-chdir="))]
    with tempfile.TemporaryDirectory() as top:
        for path, text in files.items():
            place = pathlib.Path(top, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        folder = pathlib.Path(top, chdir)
        if said := faults(terraform(folder, None, "init", "-json", "-input=false")):
            return said
        if said := faults(terraform(folder, workspace, "plan", "-json", "-input=false", "-out=plan", *rest)):
            return said
        shown = json.loads(terraform(folder, workspace, "show", "-json", "plan"), parse_int=Number, parse_float=Number)
    said = []
    for resource in sorted(shown.get("resource_changes", []), key=lambda it: it["address"]):
        change = resource["change"]
        values = with_unknown(change["after"], change["after_unknown"])
        said.append(f"resource {resource['address']} {dump({k: v for k, v in values.items() if v not in (None, '⁇') or k == 'input'})}")
        said += [f"sensitive {resource['address']} {path}" for path in sensitive(change["after_sensitive"])]
    for name, change in sorted(shown.get("output_changes", {}).items()):
        said.append(f"output {name} {dump(with_unknown(change.get('after'), change['after_unknown']))}")
        said += [f"sensitive output.{name} {path}" for path in sensitive(change["after_sensitive"])]
    return said


def cases(text: str) -> tuple[str, list[tuple[str, list[str], dict[str, str], list[str]]]]:
    """The lines before the first case, and each case: name, options, files, what was recorded."""
    head, *parts = text.split("\n=== ") if not text.startswith("=== ") else ["", *text[4:].split("\n=== ")]
    found = []
    for part in parts:
        body, _, recorded = part.partition("\n>>>\n")
        name, *lines = body.splitlines()
        options, files, path = [], {}, ""
        for line in lines:
            if line.startswith("--- "):
                path = line[4:]
                files[path] = ""
            elif path:
                files[path] += line + "\n"
            elif line.startswith("$ "):
                options += shlex.split(line[2:])
        found.append((name, options, files, [line for line in recorded.splitlines() if line]))
    return head, found


def write(head: str, found: list[tuple[str, list[str], dict[str, str], list[str]]]) -> str:
    text = f"{head}\n" if head else ""
    for name, options, files, recorded in found:
        text += f"=== {name}\n"
        text += f"$ {shlex.join(options)}\n" if options else ""
        text += "".join(f"--- {path}\n{inner}" for path, inner in files.items())
        text += ">>>\n" + "".join(f"{line}\n" for line in recorded) + "\n"
    return text.rstrip("\n") + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    differs = False
    for file in options.files or sorted((HERE / "cases").glob("*.txt")):
        before = file.read_text()
        head, found = cases(before)

        def record(case: tuple[str, list[str], dict[str, str], list[str]]) -> list[str]:
            name, given, files, recorded = case
            if any('provider "aws"' in text for text in files.values()) and "TERRAFORM_PROVIDERS" not in os.environ:
                return recorded
            return plan(given, files)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            said = list(pool.map(record, found))
        after = write(head, [(*case[:3], lines) for case, lines in zip(found, said)])
        if before != after:
            differs = True
            print(f"{file}: {'written' if options.update else 'differs'}")
            if options.update:
                file.write_text(after)
    sys.exit(1 if differs and not options.update else 0)


if __name__ == "__main__":
    main()
