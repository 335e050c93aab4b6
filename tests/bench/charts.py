#!/usr/bin/env python3
"""Measures rendering of charts beside Helm, and checking them beside Checkov, in one run on the same charts.

    cargo build --release -p bartizan
    tests/bench/charts.py [--runs N] [--enforce] [--no-checkov] REPOSITORY…

Each repository has its charts in `charts/`. `helm template` and `bartizan render` take turns on each chart; the CPU time (user and
system) of those that both render is summed. Then `bartizan check` and Checkov's Helm framework, which calls `helm`, take turns on
each repository. What charts depend on is put into their `charts/` where it is in one of the repositories, in copies.
`--enforce` makes the exit status 1 when a target is missed.

Programs: `$BARTIZAN` (else the release build), `$HELM`, `$CHECKOV` (else on the path).
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

from ratios import WORKSPACE, Usage, usage_of

# How many times as long as ours the others take at least: in CPU time to render, by the clock to check.
RENDERING, CHECKING = 5, 10


def differential():
    """The comparison with Helm, which knows how to vendor."""
    spec = importlib.util.spec_from_file_location("differential_helm", WORKSPACE / "tests/differential/helm.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copied(repositories: list[Path], scratch: Path) -> list[Path]:
    """Copies of the repositories' charts with their dependencies."""
    vendor = differential().vendor
    found = [{file.parent.name: file.parent for file in sorted(each.glob("charts/*/Chart.yaml"))} for each in repositories]
    everything = {name: chart for charts in reversed(found) for name, chart in charts.items()}
    copies = []
    for repository, charts in zip(repositories, found, strict=True):
        copy = scratch / repository.name
        (copy / ".git").mkdir(parents=True)
        for name, original in charts.items():
            shutil.copytree(original, copy / "charts" / name, symlinks=False)
            vendor(copy / "charts" / name, {**everything, **charts})
        copies.append(copy)
    return copies


def summed(usages: list[Usage]) -> Usage:
    return Usage(sum(u.wall for u in usages), sum(u.cpu for u in usages), max((u.memory for u in usages), default=0))


def alternating(commands: dict[str, list[str]], folder: Path, runs: int, statuses: set[int]) -> dict[str, Usage] | None:
    """The least that each command took; none when one of them failed."""
    least: dict[str, Usage] = {}
    for _ in range(runs):
        for tool, command in commands.items():
            usage, status = usage_of(command, folder)
            if status not in statuses:
                return None
            if tool not in least or usage.cpu < least[tool].cpu:
                least[tool] = usage
    return least


def show(case: str, found: dict[str, Usage], measure: str, bound: float) -> bool:
    print(f"\n{case}")
    ours, theirs = found.values()
    for tool, usage in found.items():
        print(f"  {tool:10} {usage.wall:8.2f} s wall {usage.cpu:8.2f} s CPU {usage.memory:6.0f} MiB")
    ratios = {"wall": theirs.wall / max(ours.wall, 1e-9), "CPU": theirs.cpu / max(ours.cpu, 1e-9)}
    ratio = ratios[measure]
    said = ", ".join(f"{each:.1f} × {name}" for name, each in ratios.items())
    print(f"{'met   ' if ratio >= bound else 'MISSED'} {said}; at least {bound} × {measure}")
    return ratio >= bound


def rendering(binary: str, helm: str, charts: list[Path], runs: int) -> bool:
    cluster = ["--namespace", "demo", "--kube-version", "1.31.0"]
    both: dict[str, list[Usage]] = {"bartizan": [], "helm": []}
    for chart in charts:
        commands = {
            "bartizan": [binary, "render", str(chart), "--release-name", "rel", *cluster],
            "helm": [helm, "template", "rel", str(chart), *cluster],
        }
        if found := alternating(commands, chart, runs, {0}):
            for tool, usage in found.items():
                both[tool].append(usage)
    case = f"rendering {len(both['helm'])} of {len(charts)} charts, those that both render"
    return show(case, {tool: summed(usages) for tool, usages in both.items()}, "CPU", RENDERING)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", type=Path, metavar="REPOSITORY")
    parser.add_argument("--runs", type=int, default=3, help="runs of each rendering [default: 3]")
    parser.add_argument("--enforce", action="store_true", help="exit with status 1 when a target is missed")
    parser.add_argument("--no-checkov", action="store_true", help="leave out Checkov, which takes minutes")
    options = parser.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target"))
    binary = os.environ.get("BARTIZAN") or str(target / "release/bartizan")
    helm = os.environ.get("HELM") or shutil.which("helm")
    checkov = os.environ.get("CHECKOV") or shutil.which("checkov")
    if not helm:
        print("SKIPPED: there is no helm")
        return 0
    met = True
    with tempfile.TemporaryDirectory() as scratch:
        repositories = copied([path.resolve() for path in options.repositories], Path(scratch))
        charts = [file.parent for repository in repositories for file in sorted(repository.glob("charts/*/Chart.yaml"))]
        met &= rendering(binary, helm, charts, options.runs)
        if not checkov or options.no_checkov:
            print("SKIPPED: Checkov")
        else:
            totals: dict[str, list[Usage]] = {"bartizan": [], "checkov": []}
            for repository in repositories:
                commands = {
                    "bartizan": [binary, "check", "--format", "json", "."],
                    "checkov": [checkov, "--framework", "helm", "-d", ".", "--skip-download", "--quiet", "--compact", "-o", "json"],
                }
                for tool, usage in (alternating(commands, repository, 1, {0, 1, 3}) or {}).items():
                    totals[tool].append(usage)
            case = f"checking {len(totals['checkov'])} of {len(repositories)} repositories"
            met &= show(case, {tool: summed(usages) for tool, usages in totals.items()}, "wall", CHECKING)
    return 1 if options.enforce and not met else 0


if __name__ == "__main__":
    sys.exit(main())
