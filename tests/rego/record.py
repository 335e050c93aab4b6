#!/usr/bin/env python3
"""Fills in, or verifies, the expectations of `cases/*.yaml` by running the real `opa eval`.

    record.py --check  [FILE…]   verify every case; 1 when one differs
    record.py --update [FILE…]   write what OPA says into the files

`opa` is `$OPA`, else the one on the path, else `~/go/bin/opa`. Needs PyYAML. The form of a case: README.md.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

HERE = pathlib.Path(__file__).parent
KEYS = {"note", "query", "modules", "data", "input", "version", "strict", "strict_errors"}
WANTED = ("want", "want_error", "want_prints")
Expectation = dict[str, object]


class Number(str):
    """A number as it is spelled: 1e3 and 1000 are the same value printed differently."""


def dump(value: object) -> str:
    """JSON on one line, keys sorted, numbers as they were spelled."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(dump, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {dump(value[k])}" for k in sorted(value)) + "}"
    return json.dumps(value, ensure_ascii=False)


def opa_program() -> str:
    home = pathlib.Path.home() / "go/bin/opa"
    found = os.environ.get("OPA") or shutil.which("opa") or (str(home) if home.exists() else None)
    if not found:
        sys.exit("there is no opa on this machine (OPA)")
    return found


def run(opa: str, case: dict) -> Expectation:
    """What OPA says of a case."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [opa, "eval", "--format", "json"]
        for index, text in enumerate(case.get("modules", [])):
            pathlib.Path(folder, f"m{index}.rego").write_bytes(text.encode())
            arguments += ["--data", f"m{index}.rego"]
        if "data" in case:
            pathlib.Path(folder, "data.json").write_text(case["data"])
            arguments += ["--data", "data.json"]
        if "input" in case:
            pathlib.Path(folder, "input.json").write_text(case["input"])
            arguments += ["--input", "input.json"]
        if case.get("version") == "v0":
            arguments.append("--v0-compatible")
        if case.get("strict"):
            arguments.append("--strict")
        if case.get("strict_errors"):
            arguments.append("--strict-builtin-errors")
        arguments.append(case.get("query", "x = data.test.p"))
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=60)
    if not done.stdout:
        sys.exit(f"{case['note']}: OPA says nothing: {done.stderr}")
    said = json.loads(done.stdout, parse_int=Number, parse_float=Number)
    expectation: Expectation = {}
    if "errors" in said:
        codes = {error.get("code") for error in said["errors"]}
        if len(codes) != 1 or None in codes:
            sys.exit(f"{case['note']}: errors must be of one code: {said['errors']}")
        expectation["want_error"] = codes.pop()
    else:
        results = sorted(dump(result.get("bindings", {})) for result in said.get("result", []))
        expectation["want"] = "[" + ", ".join(results) + "]"
    if done.stderr:
        expectation["want_prints"] = done.stderr.splitlines()
    return expectation


def rewritten(text: str, expectations: list[Expectation]) -> str:
    """The file with the expectation at the end of each case, all else as it was."""
    parts = re.split(r"(?m)^(?=- note:)", text)
    head, cases = parts[0], parts[1:]
    assert len(cases) == len(expectations)
    blocks = [head]
    for case, expectation in zip(cases, expectations):
        # Comments and blank lines after a case belong to what follows.
        body, trailer = re.fullmatch(r"(?s)(.*?\n)((?:#[^\n]*\n|[ \t]*\n)*)", case).groups()
        kept = [line for line in body.splitlines(keepends=True) if not re.match(r"  want(_\w+)?:", line)]
        for key, value in expectation.items():
            if key == "want_prints":
                shown = json.dumps(value, ensure_ascii=False)
            elif key == "want":
                shown = "'" + value.replace("'", "''") + "'" if is_plain(value) else json.dumps(value)
            else:
                shown = value
            kept.append(f"  {key}: {shown}\n")
        blocks.append("".join(kept) + trailer)
    return "".join(blocks)


def is_plain(text: str) -> bool:
    """Whether a single-quoted YAML scalar on one line can hold the text."""
    return all(c.isprintable() for c in text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--update", action="store_true")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    opa = opa_program()
    total, wrong, notes = 0, 0, set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file in options.files or sorted(HERE.glob("cases/*.yaml")):
            text = file.read_text()
            cases = yaml.safe_load(text)
            for case in cases:
                unknown = set(case) - KEYS - set(WANTED)
                if unknown or case["note"] in notes:
                    sys.exit(f"{file}: {case['note']}: {f'unknown keys {unknown}' if unknown else 'this note is taken'}")
                notes.add(case["note"])
            expectations = list(pool.map(lambda case: run(opa, case), cases))
            total += len(cases)
            for case, expectation in zip(cases, expectations):
                recorded = {key: case[key] for key in WANTED if key in case}
                if recorded != expectation:
                    wrong += 1
                    print(f"{file.name}: {case['note']}\n  recorded {recorded}\n  OPA      {expectation}")
            if options.update:
                file.write_text(rewritten(text, expectations))
    print(f"{total} cases, {wrong} {'updated' if options.update else 'different'}")
    return 1 if wrong and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
