#!/usr/bin/env python3
"""Compares our verdicts with Checkov's on Terraform configuration of whole repositories.

    tests/differential/terraform_source.py [--list] [--cache DIR] [REPOSITORY…]

REPOSITORY is a folder; without any, those of `$BARTIZAN_REPOSITORIES` (separated by `:`). Every policy for Terraform whose
`references.checkov` names checks of Checkov is compared with those checks on each resource that both see. Addresses are
compared without the keys of instances, and within the repository: Checkov names a resource of a module by the module and the
resource, not by the root module. `terraform_source.toml` beside this script says where the two differ and who is right. The
exit status is 1 when a difference has no explanation there, when an explanation for one of these repositories has no
difference, when the share of agreement, where both decide the same, is less than 95 %, or that of undetermined verdicts more
than 15 %.

Programs: `$BARTIZAN` (else `target/debug/bartizan` of the workspace), `$CHECKOV` (else `checkov` on the path). Without
Checkov or repositories nothing is compared, and the exit status is 0.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from common import Difference, bartizan, explanations, ours, policies, program, report

OFFLINE = ["--framework", "terraform", "--download-external-modules", "false", "--skip-download", "--compact", "-o", "json"]
AGREEMENT = 0.95
UNDETERMINED = 0.15
#: Keys of instances: `[0]`, `["name"]`.
INSTANCE = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
#: The address of a resource, not of a module call.
RESOURCE = re.compile(r"^(module\.[^.]+\.)*(?!module\.)[^.]+\.[^.]+$")


@dataclass
class Verdicts:
    """What both said of one resource: our states by policy with reasons, their results by check."""

    ours: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    reasons: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def plain(address: str) -> str:
    """An address as Checkov writes it, without the keys of instances: it leaves out the words `data` and `provider`."""
    bare = INSTANCE.sub("", address)
    if bare.startswith("provider."):
        parts = bare.split(".")
        return ".".join([parts[1], *(parts[2:] or ["default"])])
    return re.sub(r"^((?:module\.[^.]+\.)*)data\.", r"\1", bare)


def kind_of_reason(reason: str) -> str:
    """A reason without the names in it."""
    return re.sub(r"`[^`]*(?:`|$)", "…", reason)


def checkov(repository: Path, cache: Path | None) -> list[dict]:
    """The reports of Checkov on a repository; kept in `cache`, for work on policies."""
    kept = cache and cache / f"{repository.name}.json"
    if kept and kept.exists():
        output = kept.read_text()
    else:
        start = time.monotonic()
        done = subprocess.run([CHECKOV, "-d", str(repository), *OFFLINE], capture_output=True, text=True, check=False)
        print(f"{repository.name}: Checkov took {time.monotonic() - start:.1f} s")
        output = done.stdout
        if kept:
            kept.write_text(output)
    reports = json.loads(output)
    reports = reports if isinstance(reports, list) else [reports]
    return [report for report in reports if "results" in report]


def exported(repository: Path) -> list[dict]:
    """The Terraform resources of a repository as our policies see them."""
    command = [ours(), "export", "input", "--root", str(repository), str(repository)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    documents = json.loads(done.stdout)
    return [it for it in documents if it["scope"] == "resource" and it["platform"] == "terraform"]


def leaves(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    if isinstance(value, list):
        return sum(map(leaves, value))
    return int(value is not None)


def verdicts(repository: Path, ours_report: dict, theirs: list[dict]) -> dict[str, Verdicts]:
    resources: dict[str, Verdicts] = defaultdict(Verdicts)
    for finding in ours_report["findings"]:
        if finding["resource"]["platform"] == "terraform":
            own = {"address": finding["resource"]["address"], "reason": finding["reason"]}
            for instance in [own, *finding["occurrences"]]:
                entry = resources[plain(instance["address"])]
                entry.ours[finding["policy"]].add(finding["state"])
                if finding["state"] == "undetermined":
                    entry.reasons.setdefault(finding["policy"], instance["reason"])
    for report_ in theirs:
        for result in ("failed_checks", "passed_checks"):
            for check in report_["results"][result]:
                found = resources[plain(check["resource"])]
                found.theirs[check["check_id"]].add(check["check_result"]["result"])
    return resources


@dataclass
class Tally:
    counts: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    reasons: Counter = field(default_factory=Counter)
    found: list[Difference] = field(default_factory=list)

    def add(self, repository: str, known: set[str], resources: dict[str, Verdicts], checks: dict[str, list[str]]) -> None:
        """Compares each policy with its checks, on the resources that both sides see."""
        for address, both in sorted(resources.items()):
            if address not in known:
                continue
            for policy, ids in checks.items():
                self.compare(repository, address, policy, both, {id: both.theirs[id] for id in ids if id in both.theirs})

    def compare(self, repository: str, address: str, policy: str, both: Verdicts, judged: dict[str, set[str]]) -> None:
        states = both.ours.get(policy, set())
        failed = sorted(check for check, results in judged.items() if "FAILED" in results)
        we_report = bool(states - {"undetermined"})
        if not states and not judged:
            return
        if states and not we_report:
            outcome = "undetermined"
            self.reasons[kind_of_reason(both.reasons[policy])] += 1
        elif we_report == bool(failed):
            outcome = "both report" if we_report else "both pass"
        else:
            outcome = "only we" if we_report else "only they"
            side = "bartizan" if we_report else "checkov"
            self.found.append(Difference(policy, side, failed or sorted(judged), repository, address))
        self.counts[policy][outcome] += 1


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / max(whole, 1):.1f} %)"


def values(repository: Path, resources: list[dict]) -> None:
    """Prints how much of the values of resources is known."""
    known = sum(leaves(resource["values"]) for resource in resources)
    reasons = Counter(kind_of_reason(unknown["reason"]) for resource in resources for unknown in resource["unknown"])
    print(f"{repository.name}: {len(resources)} resources, values known: {share(known, known + reasons.total())}")
    for reason, count in reasons.most_common():
        print(f"{count:>8} unknown: {reason}")


def main() -> int:
    arguments = argparse.ArgumentParser(description="Compares our verdicts with Checkov's on Terraform configuration.")
    arguments.add_argument("--list", action="store_true", help="list explained differences too")
    arguments.add_argument("--cache", type=Path, help="keep Checkov's answers in this folder")
    arguments.add_argument("repositories", type=Path, nargs="*", metavar="REPOSITORY")
    options = arguments.parse_args()
    named = [Path(path) for path in os.environ.get("BARTIZAN_REPOSITORIES", "").split(":") if path]
    repositories = [path.resolve() for path in options.repositories or named]
    if not repositories or CHECKOV is None:
        print("SKIPPED: there are no repositories (BARTIZAN_REPOSITORIES) or no checkov (CHECKOV)")
        return 0
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    checks = {policy: ids for policy, ids in policies("checkov").items() if not policy.startswith(("K8S-", "KC-"))}
    tally = Tally()
    for repository in repositories:
        start = time.monotonic()
        ours_report = bartizan(repository, repository)
        print(f"{repository.name}: bartizan took {time.monotonic() - start:.1f} s")
        for error in ours_report["errors"]:
            print(f"    error: {json.dumps(error)}")
        resources = exported(repository)
        values(repository, resources)
        known = {plain(resource["address"]) for resource in resources}
        both = verdicts(repository, ours_report, checkov(repository, options.cache))
        others = sorted(address for address in both if address not in known and RESOURCE.match(address))
        print(f"{len(others):>8} resources that only Checkov sees: of module calls that make none, and others")
        for address in others if options.list else []:
            print(f"            {address}")
        tally.add(repository.name, known, both, checks)
    names = {repository.name for repository in repositories}
    table = [entry for entry in explanations(Path(__file__).with_suffix(".toml")) if entry.file in names | {"*"}]
    status = report("Checkov", tally.counts, tally.found, table, options.list)
    total = sum(tally.counts.values(), Counter())
    agreed = total["both report"] + total["both pass"]
    # Where Checkov has no check for the resource, or one that asks something else, the two do not decide the same.
    alone = sum(not difference.checks for difference in tally.found)
    others = [entry for entry in table if entry.right == "both"]
    aside = sum(any(entry.covers(difference) for entry in others) for difference in tally.found if difference.checks)
    decided = agreed + total["only we"] + total["only they"] - alone - aside
    print(
        f"\nagreement where both decide the same: {share(agreed, decided)}; {alone} that Checkov does not judge, "
        f"{aside} where it asks something else"
    )
    print(f"undetermined: {share(total['undetermined'], total.total())}")
    for reason, count in tally.reasons.most_common():
        print(f"{count:>8} {reason}")
    is_met = agreed >= AGREEMENT * decided and total["undetermined"] <= UNDETERMINED * total.total()
    return status if is_met else 1


CHECKOV = program("CHECKOV", "checkov")

if __name__ == "__main__":
    sys.exit(main())
