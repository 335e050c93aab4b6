#!/usr/bin/env python3
"""Compares our verdicts with Checkov's on the same documents.

    tests/differential/checkov.py [--list] [--cache DIR]

Every policy whose `references.checkov` names checks of Checkov is compared with those checks on each resource of the
corpus (`$BARTIZAN_CORPUS`, else `../shared/corpus` beside the workspace): rendered manifests, and Terraform plans. A check of
Checkov is often the nearest to a policy, not the same; `checkov.toml` beside this script says where the two differ and who is
right. The exit status is 1 when a difference has no explanation there, or an explanation has no difference.

Programs: `$BARTIZAN` (else `target/debug/bartizan` of the workspace), `$CHECKOV` (else `checkov` on the path). Without
Checkov or the corpus nothing is compared, and the exit status is 0.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from common import Difference, bartizan, corpus, explanations, policies, program, report

OFFLINE = ["--skip-download", "--compact", "-o", "json"]


@dataclass
class Verdicts:
    """What both said of one resource: our states by policy, their results by check."""

    ours: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    theirs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


# (file below the corpus, resource as Checkov names it)
Resources = defaultdict[tuple[str, str], Verdicts]


def checkov_reports(arguments: list[str], cache: Path | None) -> list[dict]:
    """The reports of one run of Checkov; kept in `cache`, for work on policies."""
    kept = cache and cache / (("_".join(arguments).replace("/", "+"))[-200:] + ".json")
    if kept and kept.exists():
        output = kept.read_text()
    else:
        done = subprocess.run([CHECKOV, *arguments, *OFFLINE], capture_output=True, text=True, check=False)
        output = done.stdout
        if kept:
            kept.write_text(output)
    reports = json.loads(output)
    reports = reports if isinstance(reports, list) else [reports]
    # Without any resource Checkov prints a bare summary.
    return [report for report in reports if "results" in report]


def add_theirs(resources: Resources, reports: list[dict], folder: Path, root: Path, named: str) -> None:
    for report in reports:
        for result in ("failed_checks", "passed_checks"):
            for check in report["results"][result]:
                file = str((folder / check["file_path"].lstrip("/")).relative_to(root))
                verdicts = resources[file, check[named]]
                verdicts.theirs[check["check_id"]].add(check["check_result"]["result"])


def kubernetes_name(address: str) -> str:
    """`Kind/namespace/name` or `Kind/name` as Checkov writes it: `Kind.namespace.name`, with `default` for no namespace."""
    kind, *namespace, name = address.split("/")
    return ".".join([kind.split(".")[0], *(namespace or ["default"]), name])


def manifests(root: Path, cache: Path | None) -> Resources:
    resources: Resources = defaultdict(Verdicts)
    folder = root / "manifests"
    reports = checkov_reports(["-d", str(folder), "--framework", "kubernetes"], cache)
    add_theirs(resources, reports, folder, root, "resource")
    for finding in bartizan(root, folder)["findings"]:
        if finding["location"]:
            key = finding["location"]["file"], kubernetes_name(finding["resource"]["address"])
            resources[key].ours[finding["policy"]].add(finding["state"])
    return resources


def plan(root: Path, file: Path, cache: Path | None) -> Resources:
    resources: Resources = defaultdict(Verdicts)
    reports = checkov_reports(["-f", str(file), "--framework", "terraform_plan"], cache)
    add_theirs(resources, reports, file.parent, root, "resource_address")
    for finding in bartizan(root, file)["findings"]:
        # Equal findings of instances are one; Checkov names provider configurations without the word.
        for instance in [finding["resource"], *finding["occurrences"]]:
            address = instance["address"].removeprefix("provider.")
            resources[str(file.relative_to(root)), address].ours[finding["policy"]].add(finding["state"])
    return resources


def differences(resources: Resources, checks: dict[str, list[str]], counts: dict[str, dict[str, int]]) -> list[Difference]:
    """Where one side reports and the other does not; counts the rest by policy."""
    found = []
    for (file, resource), verdicts in sorted(resources.items()):
        for policy, ids in checks.items():
            states = verdicts.ours.get(policy, set())
            judged = {check: verdicts.theirs[check] for check in ids if check in verdicts.theirs}
            failed = sorted(check for check, results in judged.items() if "FAILED" in results)
            we_report = bool(states - {"undetermined"})
            if not states and not judged:
                continue
            if states == {"undetermined"}:
                outcome = "undetermined"
            elif we_report == bool(failed):
                outcome = "both report" if we_report else "both pass"
            else:
                outcome = "only we" if we_report else "only they"
                concerned = failed or sorted(judged)
                found.append(Difference(policy, "bartizan" if we_report else "checkov", concerned, file, resource))
            counts[policy][outcome] += 1
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description="Compares our verdicts with Checkov's.")
    arguments.add_argument("--list", action="store_true", help="list explained differences too")
    arguments.add_argument("--cache", type=Path, help="keep Checkov's answers in this folder")
    options = arguments.parse_args()
    root = corpus()
    if root is None or CHECKOV is None:
        print("SKIPPED: there is no corpus (BARTIZAN_CORPUS) or no checkov (CHECKOV)")
        return 0
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    checks = policies("checkov")
    plans = sorted([*root.glob("plans/*.json"), *root.glob("pairs/*/tfplan.json")])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = [pool.submit(manifests, root, options.cache)]
        parts += [pool.submit(plan, root, file, options.cache) for file in plans]
        parts = [part.result() for part in parts]
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    found = [difference for part in parts for difference in differences(part, checks, counts)]
    return report("Checkov", counts, found, explanations(Path(__file__).with_suffix(".toml")), options.list)


CHECKOV = program("CHECKOV", "checkov")

if __name__ == "__main__":
    sys.exit(main())
