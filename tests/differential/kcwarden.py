#!/usr/bin/env python3
"""Compares our findings with kcwarden's on the same realm exports.

    tests/differential/kcwarden.py [--list]

Every policy whose `references.kcwarden` names auditors of kcwarden is compared with those on the full exports of the corpus
(`$BARTIZAN_CORPUS`, else `../shared/corpus` beside the workspace); on partial ones kcwarden stops. What those exports lack is
in `variant.json` beside this script: clients and identity providers that are laid over one of the first export, settings
of its realm, and what is added to its lists. `kcwarden.toml` says where the two differ and who is right; of each pair of a
policy and an auditor there must be a resource that both report, or an entry there that says why there is none. The exit
status is 1 when a difference or a pair has no explanation there, or an explanation explains nothing.

Programs: `$BARTIZAN` (else `target/debug/bartizan` of the workspace), `$KCWARDEN` (else `kcwarden` on the path). Without
kcwarden or the corpus nothing is compared, and the exit status is 0.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from common import Difference, Pairs, bartizan, corpus, explanations, policies, program, report

# Full exports of one realm: clients, scopes, roles and components are all there.
EXPORTS = ["realms/exported-*/*-realm.json", "realms/master-*.json"]
SECTIONS = {
    "Client": "client",
    "ClientScope": "client-scope",
    "Group": "group",
    "IdentityProvider": "identity-provider",
    "Role": "role",
    "ServiceAccount": "user",
    "User": "user",
}
# Monitors of kcwarden look for the roles that their configuration names, and stop where the client is not in the realm.
MONITORED = {"role": "realm-admin", "role-client": "realm-management", "allowed": [], "severity": "Medium"}
MONITORS = ["ServiceAccountWithSensitiveRole", "RoleWithSensitiveAssociatedRole", "GroupWithSensitiveRole"]


def address(finding: dict) -> str:
    """Our address of what a finding of kcwarden is about."""
    realm, kind, name = finding["realm"], finding["entity_type"], finding["entity"]
    if kind == "Realm":
        return realm
    return f"{realm}/{SECTIONS.get(kind, kind)}/{name}"


def variant(export: dict, changes: dict) -> dict:
    """The realm export with the clients, identity providers, settings and list items of `changes`."""
    client = next(client for client in export["clients"] if client.get("protocol") == "openid-connect" and client.get("secret"))
    blank = {"redirectUris": [], "webOrigins": [], "attributes": {}, "serviceAccountsEnabled": False, "protocolMappers": []}
    provider = {**export["identityProviders"][0], "trustEmail": False, "storeToken": False, "config": {}}
    return {
        **export,
        **changes["realm"],
        **{key: (export.get(key) or []) + items for key, items in changes["added"].items()},
        "clients": export["clients"] + [{**client, **blank, "id": change["clientId"], **change} for change in changes["clients"]],
        "identityProviders": export["identityProviders"]
        + [{**provider, "internalId": change["alias"], **change} for change in changes["identityProviders"]],
    }


def audit(file: Path, auditors: list[str]) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        output, configuration = Path(folder) / "findings.json", Path(folder) / "configuration.yaml"
        clients = {client["clientId"] for client in json.loads(file.read_text())["clients"]}
        watched = MONITORS if MONITORED["role-client"] in clients else []
        monitors = [{"monitor": monitor, "config": [MONITORED]} for monitor in watched]
        configuration.write_text(json.dumps({"auditors": [], "monitors": monitors}))
        command = [KCWARDEN, "audit", "--format", "json", "--output", str(output), "--config", str(configuration), str(file)]
        command += ["--auditors", *auditors]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"kcwarden failed on {file}:\n{done.stderr}")
        return json.loads(output.read_text())


def compare(
    root: Path, file: Path, auditors: dict[str, list[str]], counts: dict[str, dict[str, int]], pairs: Pairs
) -> list[Difference]:
    ours: dict[tuple[str, str], set[str]] = defaultdict(set)
    for finding in bartizan(root, file)["findings"]:
        ours[finding["policy"], finding["resource"]["address"]].add(finding["state"])
    theirs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for finding in audit(file, sorted({auditor for named in auditors.values() for auditor in named})):
        for policy, named in auditors.items():
            if finding["reporting_auditor"] in named:
                theirs[policy, address(finding)].add(finding["reporting_auditor"])
    found = []
    for policy, resource in sorted({key for key in ours if key[0] in auditors} | set(theirs)):
        states, reporting = ours[policy, resource], sorted(theirs[policy, resource])
        if states == {"undetermined"}:
            outcome = "undetermined"
        elif states and reporting:
            outcome = "both report"
            for auditor in reporting:
                pairs.add(policy, auditor, "failing")
        else:
            outcome = "only we" if states else "only they"
            side = "bartizan" if states else "kcwarden"
            found.append(Difference(policy, side, reporting, str(file.relative_to(root)), resource))
        counts[policy][outcome] += 1
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description="Compares our findings with kcwarden's.")
    arguments.add_argument("--list", action="store_true", help="list explained differences too")
    options = arguments.parse_args()
    root = corpus()
    if root is None or KCWARDEN is None:
        print("SKIPPED: there is no corpus (BARTIZAN_CORPUS) or no kcwarden (KCWARDEN)")
        return 0
    auditors = policies("kcwarden")
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    # kcwarden says nothing of what passes.
    pairs = Pairs(auditors, ("failing",))
    files = [file for pattern in EXPORTS for file in sorted(root.glob(pattern))]
    found = [difference for file in files for difference in compare(root, file, auditors, counts, pairs)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "variant.json"
        changes = json.loads(Path(__file__).with_name("variant.json").read_text())
        file.write_text(json.dumps(variant(json.loads(files[0].read_text()), changes)))
        found += compare(Path(folder), file, auditors, counts, pairs)
    table = Path(__file__).with_suffix(".toml")
    status = report("kcwarden", counts, found, explanations(table), options.list)
    return max(status, pairs.report("kcwarden", found, table))


KCWARDEN = program("KCWARDEN", "kcwarden")

if __name__ == "__main__":
    sys.exit(main())
