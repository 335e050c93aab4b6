"""What the comparisons with other tools share: programs, the corpus, our findings, the tables of explained differences."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

WORKSPACE = Path(__file__).resolve().parents[2]
OUTCOMES = ["both report", "both pass", "only we", "only they", "undetermined"]


@dataclass(frozen=True)
class Difference:
    """One side reports what the other passes or does not judge."""

    policy: str
    reported_by: str
    #: Their checks that fail; where none does, those that pass; empty when they do not judge the resource.
    checks: list[str]
    file: str
    resource: str

    def line(self) -> str:
        theirs = ", ".join(self.checks) or "no check"
        return f"{self.policy} ({theirs}): only {self.reported_by} reports {self.file} {self.resource}"


@dataclass(frozen=True)
class Explanation:
    """An entry of a table of differences: explains those of `policies` (globs) that only `reported_by` reports, on
    resources that match the glob `resource` in files that match the glob `file`, and that concern only `checks`, where given."""

    policies: tuple[str, ...]
    reported_by: str
    right: str
    reason: str
    checks: tuple[str, ...] | None = None
    file: str = "*"
    resource: str = "*"

    def covers(self, difference: Difference) -> bool:
        return (
            any(fnmatchcase(difference.policy, policy) for policy in self.policies)
            and self.reported_by == difference.reported_by
            and self.covers_checks(difference.checks)
            and fnmatchcase(difference.file, self.file)
            and (difference.resource == self.resource or fnmatchcase(difference.resource, self.resource))
        )

    def covers_checks(self, checks: list[str]) -> bool:
        if self.checks is None:
            return True
        return bool(checks) == bool(self.checks) and set(checks) <= set(self.checks)


def program(variable: str, name: str) -> str | None:
    """The program that the environment variable names, else the one on the path."""
    return os.environ.get(variable) or shutil.which(name)


def corpus() -> Path | None:
    folder = Path(os.environ.get("BARTIZAN_CORPUS", WORKSPACE / "../shared/corpus")).resolve()
    return folder if folder.is_dir() else None


def ours() -> str:
    target = Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target"))
    return os.environ.get("BARTIZAN") or str(target / "debug/bartizan")


def bartizan(root: Path, *paths: Path) -> dict:
    """Our JSON report on `paths`: all policies, nothing excused."""
    command = [ours(), "check", "--format", "json", "--profile", "strict", "--no-ignores", "--root", str(root)]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"bartizan failed on {paths}:\n{done.stderr}{done.stdout[:2000]}")
    return json.loads(done.stdout)


@cache
def metadata() -> list[dict]:
    """What the bundled policies say of themselves."""
    done = subprocess.run([ours(), "policies", "--format", "json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["policies"]


def policies(peer: str) -> dict[str, list[str]]:
    """The peer's checks that our policies name, by policy."""
    named = {policy["id"]: policy["references"].get(peer, []) for policy in metadata()}
    return {policy: checks for policy, checks in sorted(named.items()) if checks}


def kinds() -> dict[str, set[str]]:
    """The kinds of resources that our policies judge, by policy: without API groups and the words `data` and `provider`."""
    bare = lambda kind: kind.removeprefix("data.").removeprefix("provider.").split("/")[-1]
    return {policy["id"]: {bare(kind) for kind in policy["kinds"]} for policy in metadata()}


def explanations(file: Path) -> list[Explanation]:
    entries = tomllib.loads(file.read_text())["difference"]
    hashable = lambda value: tuple(value) if isinstance(value, list) else value
    return [Explanation(**{key: hashable(value) for key, value in entry.items()}) for entry in entries]


@dataclass(frozen=True)
class Uncompared:
    """An entry of a table for pairs of `policy` and `checks` of which no resource is one that both report (`failing`) or
    that both pass (`passing`), or either (`any`)."""

    policy: str
    checks: tuple[str, ...]
    side: str
    reason: str

    def covers(self, policy: str, check: str, side: str) -> bool:
        return policy == self.policy and check in self.checks and self.side in (side, "any")


@dataclass
class Pairs:
    """Which pairs of a policy and a peer's check are compared on a resource that both report, and on one that both pass."""

    checks: dict[str, list[str]]
    sides: tuple[str, ...] = ("failing", "passing")
    seen: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, policy: str, check: str, side: str) -> None:
        self.seen.add((policy, check, side))

    def report(self, peer: str, found: list[Difference], file: Path) -> int:
        """Prints how many pairs are compared; 1 when one is not and has no entry in `file`, or an entry is in vain."""
        entries = tomllib.loads(file.read_text()).get("uncompared", [])
        table = [Uncompared(**{**entry, "checks": tuple(entry["checks"])}) for entry in entries]
        pairs = [(policy, check) for policy, checks in self.checks.items() for check in checks]
        missing = {(*pair, side) for pair in pairs for side in self.sides} - self.seen
        compared = [pair for pair in pairs if not any((*pair, side) in missing for side in self.sides)]
        differing = {(difference.policy, check) for difference in found for check in difference.checks}
        agreeing = [pair for pair in compared if pair not in differing]
        print(
            f"\n{len(pairs)} pairs of a policy and a check of {peer}: {len(compared)} compared on resources of all kinds "
            f"({', '.join(self.sides)}), {len(agreeing)} of them without a difference; {len(pairs) - len(compared)} not"
        )
        unexplained = sorted(it for it in missing if not any(entry.covers(*it) for entry in table))
        for policy, check, side in unexplained:
            print(f"    NOT COMPARED: {policy} {check}: {side}")
        idle = [
            (entry, check) for entry in table for check in entry.checks
            if not any(entry.covers(*it) and it[1] == check for it in missing)
        ]
        for entry, check in idle:
            print(f"    EXPLAINS NOTHING: {check} in {entry}")
        return 1 if unexplained or idle else 0


def report(
    peer: str,
    counts: dict[str, dict[str, int]],
    found: list[Difference],
    table: list[Explanation],
    list_all: bool,
) -> int:
    """Prints counts and differences; 1 when one is not explained or an explanation explains nothing."""
    print(f"{'policy':12}" + "".join(f"{outcome:>14}" for outcome in OUTCOMES))
    total: dict[str, int] = defaultdict(int)
    for policy, outcomes in sorted(counts.items()):
        print(f"{policy:12}" + "".join(f"{outcomes[outcome] or '':>14}" for outcome in OUTCOMES))
        for outcome in OUTCOMES:
            total[outcome] += outcomes[outcome]
    print(f"{'all':12}" + "".join(f"{total[outcome]:>14}" for outcome in OUTCOMES))
    explained: dict[Explanation, list[Difference]] = {entry: [] for entry in table}
    unexplained = []
    for difference in found:
        entry = next((entry for entry in table if entry.covers(difference)), None)
        (unexplained if entry is None else explained[entry]).append(difference)
    print(f"\n{len(found)} differences from {peer}, {len(unexplained)} not explained")
    for entry, covered in explained.items():
        if covered:
            right = {"both": "both are right", "neither": "neither is right"}.get(entry.right, f"{entry.right} is right")
            print(f"\n{', '.join(entry.policies)}, only {entry.reported_by} reports, {len(covered)} times; {right}: {entry.reason}")
            if list_all:
                for difference in covered:
                    print(f"    {difference.line()}")
    unused = [entry for entry in table if not explained[entry]]
    for entry in unused:
        print(f"\nEXPLAINS NOTHING: {entry}")
    if unexplained:
        print("\nNOT EXPLAINED:")
    for difference in unexplained:
        print(f"    {difference.line()}")
    return 1 if unexplained or unused else 0
