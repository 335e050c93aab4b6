#!/usr/bin/env python3
"""Compares what `bartizan render` prints with what `helm template` prints, for charts of whole repositories.

    tests/differential/helm.py [--jobs N] [--list] CHARTS_DIR…

Each folder holds charts, as `charts/` of a repository does. They are copied, and what they depend on is put into their
`charts/` as `helm dependency build` would do, where a chart of that name is in the same folder or in another one; the others
cannot be rendered by either. Every chart is rendered with its defaults and with each of its `ci/*-values.yaml`. Documents are compared
as parsed YAML; values that differ between two runs of Helm itself, such as passwords that it makes up, are passed over, and
so are annotations `checksum/…`, which are made of them. Where Helm refuses a chart, so must we.

Programs: `$BARTIZAN` (else `target/debug/bartizan` of the workspace), `$HELM` (else `helm` on the path), and PyYAML. The exit
status is 1 when anything differs.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BARTIZAN = os.environ.get("BARTIZAN", str(Path(__file__).resolve().parents[2] / "target/debug/bartizan"))
HELM = os.environ.get("HELM", "helm")
CLUSTER = ["--namespace", "demo", "--kube-version", "1.31.0", "--include-crds"]


def dependencies(chart: Path) -> list[dict]:
    """What a chart declares that it depends on."""
    found = []
    for file in ["Chart.yaml", "requirements.yaml"]:
        if (chart / file).exists():
            found += (yaml.load((chart / file).read_text(), LOADER) or {}).get("dependencies") or []
    return found


def vendor(chart: Path, charts: dict[str, Path], seen: tuple[str, ...] = ()) -> None:
    """Puts the dependencies of `chart` that are among `charts` below it."""
    for dependency in dependencies(chart):
        name = dependency.get("name", "")
        place = chart / "charts" / name
        if name in seen or name not in charts or place.exists():
            continue
        shutil.copytree(charts[name], place, symlinks=False, ignore=shutil.ignore_patterns("ci"))
        vendor(place, charts, (*seen, name))


def documents(text: str) -> list[tuple[str, object]]:
    """The documents of an output, each with the template that it is from."""
    found = []
    for part in re.split(r"(?m)^---\s*$", text):
        try:
            document = yaml.load(part, LOADER)
        except yaml.YAMLError as error:
            document = {"unreadable": str(error)[:80]}
        if document is not None:
            source = re.search(r"# Source: (.*)", part)
            found.append((source.group(1) if source else "", document))
    return found


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


def difference(ours: object, theirs: object, passed_over: set[str], path: str = "") -> str | None:
    """The path of the first difference and both values."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*ours, *theirs}, key=str):
            if str(key).startswith("checksum/"):
                continue
            if key not in ours or key not in theirs:
                return f"{path}.{key} only {'ours' if key in ours else 'theirs'}"
            if found := difference(ours[key], theirs[key], passed_over, f"{path}.{key}"):
                return found
        return None
    if isinstance(theirs, list) and isinstance(ours, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        return next((found for at, (a, b) in pairs if (found := difference(a, b, passed_over, f"{path}[{at}]"))), None)
    same = type(ours) is type(theirs) and ours == theirs
    return None if same or theirs in passed_over else f"{path}: {str(ours)[:200]!r} is {str(theirs)[:200]!r}"


def run(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def compare(chart: Path, values: Path | None) -> tuple[str, str | None]:
    """What Helm made of the chart (`rendered`, `refused`), and what differs."""
    given = ["-f", str(values)] if values else []
    helm = [HELM, "template", "rel", str(chart), *CLUSTER, *given]
    first = run(*helm)
    ours = run(BARTIZAN, "render", str(chart), "--release-name", "rel", *CLUSTER, *given)
    if first.returncode:
        return "refused", "rendered, but Helm refuses it: " + first.stderr[-300:] if ours.returncode == 0 else None
    if ours.returncode:
        return "rendered", "refused: " + " ".join(ours.stderr.split())[:400]
    if ours.stdout == first.stdout:
        return "rendered", None
    theirs, again, own = documents(first.stdout), documents(run(*helm).stdout), documents(ours.stdout)
    stable = {text for _, document in again for text in strings(document)}
    passed_over = {text for _, document in theirs for text in strings(document)} - stable
    if [source for source, _ in own] != [source for source, _ in theirs]:
        counts = f"{len(own)} documents are {len(theirs)}"
        first_other = next((f"{a} is {b}" for (a, _), (b, _) in zip(own, theirs) if a != b), "")
        return "rendered", f"{counts} {first_other}"
    for (source, document), (_, other) in zip(own, theirs, strict=True):
        if found := difference(document, other, passed_over):
            return "rendered", f"{source}: {found}"
    return "rendered", None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="CHARTS_DIR")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="list all cases, also those that agree")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        cases = []
        folders = [{file.parent.name: file.parent for file in sorted(folder.glob("*/Chart.yaml"))} for folder in arguments.folders]
        everything = {name: chart for charts in reversed(folders) for name, chart in charts.items()}
        for number, charts in enumerate(folders):
            for name, original in charts.items():
                chart = Path(scratch) / str(number) / name
                shutil.copytree(original, chart, symlinks=False)
                vendor(chart, {**everything, **charts})
                cases += [(chart, values) for values in [None, *sorted(chart.glob("ci/*-values.yaml"))]]
        with ThreadPoolExecutor(arguments.jobs) as pool:
            outcomes = list(pool.map(lambda case: compare(*case), cases))
    counts = Counter()
    for (chart, values), (outcome, found) in zip(cases, outcomes, strict=True):
        name = chart.name + (f" with {values.name}" if values else "")
        counts[outcome, found is None] += 1
        if found or arguments.list:
            print(f"{name}: {found or outcome}")
    for outcome in ["rendered", "refused"]:
        good = counts[outcome, True]
        print(f"{outcome} by Helm: {good} of {good + counts[outcome, False]} alike")
    return int(any(not good for _, good in counts.elements()))


if __name__ == "__main__":
    sys.exit(main())
