#!/usr/bin/env python3
"""Measures our Rego beside the real OPA, in one run: the bundled Kubernetes policies over manifests, one input each.

    cargo build --release -p bartizan && cargo build --release -p bartizan-tests --example rego_throughput
    tests/bench/rego.py [--runs N] [--enforce]

Prints CPU time of a process from cold start (`eval` of one input), time of one input with a prepared query (the OPA module in a
Go program of one thread beside our crate, tracing off), time of `test policies`, and start-up of `eval 1`. `--enforce` makes the
exit status 1 when a target is missed.

Documents: the corpus (`$BARTIZAN_CORPUS`, else `../shared/corpus` beside the workspace). Programs: `$BARTIZAN` (else the release
build), `opa` and `go` on the path.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORKSPACE = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target")) / "release"
BARTIZAN = os.environ.get("BARTIZAN", str(TARGET / "bartizan"))
CORPUS = Path(os.environ.get("BARTIZAN_CORPUS", WORKSPACE.parent / "shared" / "corpus"))
QUERY = "data.bartizan.deny"


def cost(command: list[str], runs: int) -> tuple[float, float]:
    """Medians of CPU and wall time, in milliseconds."""
    cpu, wall = [], []
    for _ in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=WORKSPACE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (usage.ru_utime + usage.ru_stime))
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"failed: {' '.join(command)}")
    return statistics.median(cpu), statistics.median(wall)


def answer(command: list[str], **options: object) -> dict[str, float]:
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--enforce", action="store_true")
    arguments = parser.parse_args()
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        bundle, inputs, one, peer = (f"{folder}/{name}" for name in ("bundle", "inputs.json", "one.json", "peer"))
        subprocess.run([BARTIZAN, "export", "opa-bundle", "-o", bundle], check=True, capture_output=True)
        exported = answer([BARTIZAN, "export", "input", "."], cwd=CORPUS / "manifests")
        resources = [each for each in exported if each["scope"] == "resource" and each["platform"] == "kubernetes"]
        Path(inputs).write_text(json.dumps(resources))
        Path(one).write_text(json.dumps(resources[0]))
        subprocess.run(["go", "build", "-o", peer, "."], check=True, cwd=WORKSPACE / "tests" / "bench" / "opa")

        evaluate = ["eval", "-b", bundle, "-i", one, QUERY]
        ours, theirs = cost([BARTIZAN, *evaluate], arguments.runs)[0], cost(["opa", *evaluate], arguments.runs)[0]
        ratios.append(("CPU of a process, one input (ms)", ours, theirs, 5.0))

        rounds = ["3"]
        throughput = [str(TARGET / "examples" / "rego_throughput"), bundle, inputs, *rounds]
        mine = [answer(throughput) for _ in range(arguments.runs)]
        one_thread = {**os.environ, "GOMAXPROCS": "1"}
        other = [answer([peer, bundle, inputs, *rounds], env=one_thread) for _ in range(arguments.runs)]
        if mine[0]["findings"] != other[0]["findings"]:
            raise SystemExit("they do not find the same")
        median = lambda figures: statistics.median(figure["microseconds"] for figure in figures)
        ratios.append((f"prepared query, one of {mine[0]['inputs']} inputs (µs)", median(mine), median(other), 1.3))

        ours, theirs = cost([BARTIZAN, "test", "policies"], arguments.runs), cost(["opa", "test", "policies"], arguments.runs)
        ratios.append(("test policies, wall (ms)", ours[1], theirs[1], 1.5))
        start_up = cost([BARTIZAN, "eval", "1"], 4 * arguments.runs)[1]
    missed = start_up > 10
    for what, ours, theirs, wanted in ratios:
        missed |= theirs / ours < wanted
        print(f"{what}: {ours:.1f}, opa {theirs:.1f}: {theirs / ours:.1f} times (wanted {wanted})")
    print(f"start-up of `eval 1`: {start_up:.1f} ms (wanted 10)")
    sys.exit(1 if missed and arguments.enforce else 0)


if __name__ == "__main__":
    main()
