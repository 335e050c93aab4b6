#!/usr/bin/env python3
"""Compares our verdicts with Checkov's on the same documents.

    tests/differential/checkov.py [--list] [--cache DIR]

Every policy whose `references.checkov` names checks of Checkov is compared with those checks on each resource of the
corpus (`$BARTIZAN_CORPUS`, else `../shared/corpus` beside the workspace): rendered manifests, and Terraform plans; and of
`inputs` beside this script: manifests, plans (`README.md` there says how they are made), and configurations.
A check of Checkov is often the nearest to a policy, not the same; `checkov.toml` beside this script says where the two differ
and who is right. Of each pair of a policy and a check there must be a resource on which both report and one that both pass,
or an entry in the same file that says why there is none. The exit status is 1 when a difference or a pair has no
explanation there, or an explanation explains nothing.

Programs: `$BARTIZAN` (else `target/debug/bartizan` of the workspace), `$CHECKOV` (else `checkov` on the path). Without
Checkov or the corpus nothing is compared, and the exit status is 0.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from common import Difference, Pairs, bartizan, corpus, explanations, kinds, policies, program, report

OFFLINE = ["--skip-download", "--compact", "-o", "json"]
INPUTS = Path(__file__).resolve().parent / "inputs"


@dataclass
class Verdicts:
    """What both said of one resource: our states by policy, their results by check."""

    ours: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    theirs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


# (file below the corpus or the folder of this script, resource as Checkov names it)
Resources = defaultdict[tuple[str, str], Verdicts]


@dataclass(frozen=True)
class Documents:
    """Documents that Checkov judges in one run: a folder, or plans; each with what its name is relative to. Of several
    folders in one run Checkov would judge each again and again."""

    framework: str
    paths: list[tuple[Path, Path]]
    named: str = "resource"


def documents(root: Path) -> list[Documents]:
    """What Checkov is run on. The corpus and `inputs` are apart: what stands in one run may be taken to belong together."""
    plans = sorted([*root.glob("plans/*.json"), *root.glob("pairs/*/tfplan.json")])
    own_plans = sorted(INPUTS.glob("plans/*/tfplan.json"))
    return [
        Documents("kubernetes", [(root, root / "manifests")]),
        # A project of its own, which says that it holds all of its cluster.
        Documents("kubernetes", [(INPUTS / "manifests", INPUTS / "manifests")]),
        Documents("terraform_plan", [(root, plan) for plan in plans], "resource_address"),
        Documents("terraform_plan", [(INPUTS.parent, plan) for plan in own_plans], "resource_address"),
        Documents("terraform", [(INPUTS.parent, INPUTS / "source")]),
    ]


def checkov_reports(given: Documents, checks: list[str], cache: Path | None) -> list[dict]:
    """The reports of one run of Checkov; kept in `cache`, for work on policies."""
    kept = cache and cache / f"{given.framework}-{given.paths[0][0].name}.json"
    if kept and kept.exists():
        output = kept.read_text()
    else:
        named = [word for _, path in given.paths for word in ("-d" if path.is_dir() else "-f", str(path))]
        command = [CHECKOV, *named, "--framework", given.framework, "--check", ",".join(checks), *OFFLINE]
        output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        if kept:
            kept.write_text(output)
    reports = json.loads(output)
    reports = reports if isinstance(reports, list) else [reports]
    # Without any resource Checkov prints a bare summary.
    return [report for report in reports if "results" in report]


def kubernetes_name(address: str) -> str:
    """`Kind/namespace/name` or `Kind/name` as Checkov writes it: `Kind.namespace.name`, with `default` for no namespace."""
    kind, *namespace, name = address.split("/")
    return ".".join([kind.split(".")[0], *(namespace or ["default"]), name])


def terraform_name(address: str, is_plan: bool) -> str:
    """Checkov names provider configurations without the word, and data sources of configurations too."""
    if address.startswith("provider."):
        bare = address.removeprefix("provider.")
        return bare if "." in bare else f"{bare}.default"
    return address if is_plan else address.removeprefix("data.")


def add_ours(resources: Resources, given: Documents, root: Path, path: Path) -> None:
    for finding in bartizan(root, path)["findings"]:
        # Equal findings of instances are one.
        for instance in [finding["resource"], *finding["occurrences"]]:
            file, address = str(path.relative_to(root)), instance["address"]
            if given.framework != "kubernetes":
                name = terraform_name(address, given.framework == "terraform_plan")
            elif finding["location"] and "/" in address:
                file, name = finding["location"]["file"], kubernetes_name(address)
            else:
                # About all of a cluster.
                continue
            resources[file, name].ours[finding["policy"]].add(finding["state"])


def add_theirs(resources: Resources, given: Documents, reports: list[dict]) -> None:
    for report in reports:
        for result in ("failed_checks", "passed_checks"):
            for check in report["results"][result]:
                file = Path(check["file_abs_path"])
                root, path = next((root, path) for root, path in given.paths if file.is_relative_to(path))
                # A configuration is the folder.
                file = path if given.framework == "terraform" else file
                # Where a plan has no address for it, a provider configuration, Checkov leaves that out.
                name = check[given.named] or check["resource"]
                resources[str(file.relative_to(root)), name].theirs[check["check_id"]].add(check["check_result"]["result"])


def verdicts(given: Documents, checks: list[str], cache: Path | None) -> Resources:
    resources: Resources = defaultdict(Verdicts)
    add_theirs(resources, given, checkov_reports(given, checks, cache))
    for root, path in given.paths:
        add_ours(resources, given, root, path)
    return resources


def kind(framework: str, resource: str) -> str:
    """The kind of a resource as policies name it, without the group of an API and the word `data` or `provider`."""
    if framework == "kubernetes":
        return resource.split(".")[0]
    bare = re.sub(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]', "", resource)
    return re.sub(r"^(?:module\.[^.]+\.)*(?:data\.)?", "", bare).split(".")[0]


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


def compared_pairs(given: list[Documents], parts: list[Resources], checks: dict[str, list[str]]) -> Pairs:
    """Which pairs of a policy and a check both report somewhere, and both pass somewhere."""
    pairs = Pairs(checks)
    judged_kinds = kinds()
    for part, resources in zip(given, parts, strict=True):
        for (_, resource), both in resources.items():
            for policy, ids in checks.items():
                states = both.ours.get(policy, set())
                is_judged = kind(part.framework, resource) in judged_kinds[policy]
                for check in ids:
                    results = both.theirs.get(check, set())
                    if "FAILED" in results and states - {"undetermined"}:
                        pairs.add(policy, check, "failing")
                    if results == {"PASSED"} and not states and is_judged:
                        pairs.add(policy, check, "passing")
    return pairs


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
    named = sorted({check for ids in checks.values() for check in ids})
    given = documents(root)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = list(pool.map(lambda part: verdicts(part, named, options.cache), given))
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    found = [difference for part in parts for difference in differences(part, checks, counts)]
    table = Path(__file__).with_suffix(".toml")
    status = report("Checkov", counts, found, explanations(table), options.list)
    pairs = compared_pairs(given, parts, checks)
    return max(status, pairs.report("Checkov", found, table))


CHECKOV = program("CHECKOV", "checkov")

if __name__ == "__main__":
    sys.exit(main())
