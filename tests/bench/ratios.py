#!/usr/bin/env python3
"""Measures us beside Checkov and conftest, in one run, on the same documents and the same policies.

    cargo build --release -p bartizan
    tests/bench/ratios.py [--runs N] [--enforce] [--terraform DIR]…

Prints medians: wall time, CPU time (user and system) and peak memory, of processes from cold start, and how many times more the
others take. `--terraform` measures a repository of Terraform configuration too. `--enforce` makes the exit status 1 when a
target is missed. On a busy machine CPU time is what to look at.

Where several tools run, they run the policies that have a counterpart: ours by `--select`, Checkov's by `--check` (the ids in
our `references.checkov`), conftest's as the same Rego with a rule that calls it. "all policies" runs whatever each tool has.

Documents: real ones of the corpus (`$BARTIZAN_CORPUS`, else `../shared/corpus` beside the workspace); without it those of
`examples/`. Programs: `$BARTIZAN` (else the release
build), `$CHECKOV`, `$CONFTEST` (else on the path; columns without a program are left out).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

WORKSPACE = Path(__file__).resolve().parents[2]

# (case, measure, tool whose ratio counts or None for ours, bound)
TARGETS = [
    ("one manifest, all policies", "cpu", None, 0.060),
    ("one manifest, all policies", "cpu", "checkov", 30),
    ("1,000 workloads, all policies", "cpu", None, 5),
    ("folder of manifests, shared policies", "wall", "checkov", 15),
    ("folder of manifests, all policies", "wall", "checkov", 15),
    ("folder of manifests, all policies", "memory", None, 200),
    ("configuration of terraform-aws-eks, all policies", "wall", None, 0.5),
]


@dataclass
class Usage:
    """Of one process and its children: seconds, seconds, MiB."""

    wall: float
    cpu: float
    memory: float


def usage_of(command: list[str], folder: Path) -> tuple[Usage, int]:
    """What a process takes, and its exit status."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    found = Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
    return found, os.waitstatus_to_exitcode(status)


def run(command: list[str], folder: Path) -> Usage:
    usage, status = usage_of(command, folder)
    if status not in (0, 1):
        raise SystemExit(f"failed: {' '.join(command)}")
    return usage


def measure(commands: dict[str, list[str]], folder: Path, runs: int) -> dict[str, Usage]:
    """Medians; the tools take turns, so that a busy moment meets them all."""
    samples: dict[str, list[Usage]] = {tool: [] for tool in commands}
    for _ in range(runs):
        for tool, command in commands.items():
            samples[tool].append(run(command, folder))
    median = lambda usages, name: statistics.median(getattr(usage, name) for usage in usages)
    return {tool: Usage(*(median(usages, name) for name in ("wall", "cpu", "memory"))) for tool, usages in samples.items()}


class Tools:
    def __init__(self, scratch: Path) -> None:
        target = Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target"))
        self.bartizan = os.environ.get("BARTIZAN") or str(target / "release/bartizan")
        self.checkov = os.environ.get("CHECKOV") or shutil.which("checkov")
        self.conftest = os.environ.get("CONFTEST") or shutil.which("conftest")
        listed = subprocess.run([self.bartizan, "policies", "--format", "json"], capture_output=True, check=True).stdout
        self.policies = json.loads(listed)["policies"]
        self.scratch = scratch

    def shared(self, platform: str) -> list[dict]:
        """The policies that judge one resource and have a counterpart in Checkov."""
        wanted = lambda policy: policy["platform"] == platform and policy["scope"] == "resource"
        return [policy for policy in self.policies if wanted(policy) and policy["references"].get("checkov")]

    def everything(self, path: str, framework: str) -> dict[str, list[str]]:
        commands = {"bartizan": [self.bartizan, "check", "--format", "json", "--profile", "strict", path]}
        if self.checkov:
            commands["checkov"] = [*self._checkov(path, framework)]
        return commands

    def counterparts(self, path: str, framework: str, platform: str) -> dict[str, list[str]]:
        shared = self.shared(platform)
        ids = [policy["id"] for policy in shared]
        checks = sorted({check for policy in shared for check in policy["references"]["checkov"]})
        commands = {"bartizan": [self.bartizan, "check", "--format", "json", "--select", ",".join(ids), path]}
        if self.checkov:
            commands["checkov"] = [*self._checkov(path, framework), "--check", ",".join(checks)]
        if self.conftest and platform == "kubernetes":
            rules = self._conftest_policies(shared)
            commands["conftest"] = [self.conftest, "test", "--no-color", "-o", "json", "--policy", str(rules), path]
        return commands

    def _checkov(self, path: str, framework: str) -> list[str]:
        where = "-d" if path == "." else "-f"
        return [self.checkov, where, path, "--framework", framework, "--skip-download", "--quiet", "--compact", "-o", "json"]

    def _conftest_policies(self, policies: list[dict]) -> Path:
        """A folder with the Rego of `policies`, its libraries, and a rule that gives each manifest to those of its kind."""
        folder = self.scratch / "conftest"
        shutil.copytree(WORKSPACE / "policies/lib", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*_test.rego"))
        main = """package main

group := split(input.apiVersion, "/")[0] if contains(input.apiVersion, "/")

selector := sprintf("%s/%s", [group, input.kind])

selector := input.kind if not contains(input.apiVersion, "/")

resource := {"platform": "kubernetes", "kind": input.kind, "name": input.metadata.name, "values": input, "unknown": [],
	"references": [], "literals": [], "version": null, "parameters": {}, "complete": false}
"""
        ids = {policy["id"]: policy["kinds"] for policy in policies}
        for file in sorted((WORKSPACE / "policies/kubernetes").rglob("*.rego")):
            text = file.read_text()
            found = re.search(r"^#   id: (\S+)$", text, re.MULTILINE)
            if found and found[1] in ids and not file.name.endswith("_test.rego"):
                shutil.copy(file, folder)
                package = re.search(r"^package (\S+)$", text, re.MULTILINE)[1]
                main += f"""
deny contains finding.message if {{
	selector in {{{", ".join(json.dumps(kind) for kind in ids[found[1]])}}}
	some finding in data.{package}.deny with input as resource
}}
"""
        (folder / "main.rego").write_text(main)
        return folder


def write_workloads(folder: Path, count: int) -> None:
    """Deployments with a Service each, twenty to a file, in 25 namespaces; much is wrong with all of them."""
    documents = []
    for n in range(count):
        container = {"name": "main", "image": f"registry.example.org/service-{n}:1.{n % 9}", "ports": [{"containerPort": 8080}]}
        container["env"] = [{"name": "MODE", "value": "production"}]
        container["securityContext"] = {"runAsNonRoot": n % 2 == 0, "privileged": n % 50 == 0}
        labels, place = {"app": f"service-{n}"}, {"name": f"service-{n}", "namespace": f"team-{n % 25}"}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        spec = {"replicas": n % 4, "selector": {"matchLabels": labels}, "template": template}
        ports = [{"port": 80, "targetPort": 8080}]
        documents.append({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": place, "spec": spec})
        documents.append({"apiVersion": "v1", "kind": "Service", "metadata": place, "spec": {"selector": labels, "ports": ports}})
    folder.mkdir()
    for start in range(0, len(documents), 40):
        # JSON is YAML; over several lines it is as long as manifests are.
        text = "---\n".join(json.dumps(document, indent=2) + "\n" for document in documents[start : start + 40])
        (folder / f"services-{start:05}.yaml").write_text(text)


def show(case: str, found: dict[str, Usage]) -> None:
    print(f"\n{case}")
    ours = found["bartizan"]
    for tool, usage in found.items():
        line = f"  {tool:10} {usage.wall:8.3f} s wall {usage.cpu:8.3f} s CPU {usage.memory:7.0f} MiB"
        if tool != "bartizan":
            line += f"   ({usage.wall / ours.wall:.1f} × wall, {usage.cpu / ours.cpu:.1f} × CPU, {usage.memory / ours.memory:.1f} × memory)"
        print(line)


def targets(results: dict[str, dict[str, Usage]]) -> bool:
    met = True
    print()
    for case, measure_of, tool, bound in TARGETS:
        found = results.get(case, {})
        if "bartizan" not in found or (tool and tool not in found):
            continue
        value = getattr(found["bartizan"], measure_of)
        if tool:
            value = getattr(found[tool], measure_of) / value
        good = value >= bound if tool else value <= bound
        met &= good
        what = f"{tool} takes at least {bound} times our {measure_of}" if tool else f"our {measure_of} is at most {bound}"
        print(f"{'met   ' if good else 'MISSED'} {case}: {what}: {value:.3g}")
    return met


def main() -> int:
    arguments = argparse.ArgumentParser(description="Measures us beside Checkov and conftest.")
    arguments.add_argument("--runs", type=int, default=5, help="runs of each command [default: 5]")
    arguments.add_argument("--enforce", action="store_true", help="exit with status 1 when a target is missed")
    arguments.add_argument("--terraform", type=Path, action="append", default=[], help="a folder of configuration")
    options = arguments.parse_args()
    corpus = Path(os.environ.get("BARTIZAN_CORPUS", WORKSPACE / "../shared/corpus")).resolve()
    examples = WORKSPACE / "examples"
    sources = [examples / "kubernetes/issuer.yaml", examples / "terraform/tfplan.json", examples / "kubernetes"]
    if corpus.is_dir():
        real = ["manifests/prom_charts_kube-state-metrics.yaml", "plans/runner_tfplan2.json", "manifests"]
        sources = [corpus / name for name in real]
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        tools = Tools(Path(scratch))
        # Alone in a folder: the unit of a manifest is the folder it stands in.
        alone = Path(scratch) / "alone"
        alone.mkdir()
        manifest, plan = alone / "manifest.yaml", alone / "tfplan.json"
        shutil.copy(sources[0], manifest)
        shutil.copy(sources[1], plan)
        workloads = Path(scratch) / "workloads"
        write_workloads(workloads, 1000)
        folder = sources[2]
        kubernetes = len(tools.shared("kubernetes"))
        print(f"{kubernetes} policies are shared on Kubernetes; medians of {options.runs} runs")
        cases = [
            ("one manifest, all policies", tools.everything(manifest.name, "kubernetes"), alone),
            ("one manifest, shared policies", tools.counterparts(manifest.name, "kubernetes", "kubernetes"), alone),
            ("one plan, all policies", tools.everything(plan.name, "terraform_plan"), alone),
            ("1,000 workloads, all policies", {"bartizan": tools.everything(".", "kubernetes")["bartizan"]}, workloads),
            ("folder of manifests, all policies", tools.everything(".", "kubernetes"), folder),
            ("folder of manifests, shared policies", tools.counterparts(".", "kubernetes", "kubernetes"), folder),
        ]
        for folder in map(Path.resolve, options.terraform):
            cases.append((f"configuration of {folder.name}, all policies", tools.everything(".", "terraform"), folder))
        for case, commands, where in cases:
            results[case] = measure(commands, where, options.runs)
            show(case, results[case])
    met = targets(results)
    return 1 if options.enforce and not met else 0


if __name__ == "__main__":
    sys.exit(main())
