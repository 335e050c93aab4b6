#!/usr/bin/env python3
"""A realm that fixes have mended, in a real Keycloak: it imports, and what is exported again is without the faults.

    tests/keycloak/fixed_realm.py [--list]

Each Keycloak imports three realms and exports them again: `faulty-realm.json` beside this script as it is, the same after
`bartizan fix --unsafe-fixes`, and one that says hardly anything. Then

- of the findings of the faulty realm that were mended, none is found in the export of the mended one,
- all of them are found in the export of the faulty one, so that the export would have shown them,
- the policies say of the realm that says hardly anything what they say of its export, where every default is written out:
  what they take for the default of an absent key is what this Keycloak takes for it.

`explained.toml` says where that is not so, and why. The exit status is 1 when something else is not so either, or an
explanation there explains nothing in any version.

`$BARTIZAN_KEYCLOAK` lists the folders of distributions of Keycloak (what `bin/kc.sh` is in), separated by colons; they
are copied, and stay as they are. Without it nothing is done, and the exit status is 77. `$BARTIZAN` names our program, else
it is `target/debug/bartizan` of the workspace. Java must be on the path.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORKSPACE = HERE.parents[1]
SKIPPED = 77

#: Realm, client, scope … that hold no more than they must.
BARE = {
    "realm": "bare",
    "enabled": True,
    "clients": [
        {"clientId": "confidential", "secret": "example-only-not-a-secret", "redirectUris": ["https://a.example.org/cb"]},
        {"clientId": "public", "publicClient": True, "redirectUris": ["https://b.example.org/cb"]},
        {"clientId": "service", "serviceAccountsEnabled": True, "secret": "example-only-not-a-secret"},
        {"clientId": "saml", "protocol": "saml", "redirectUris": ["https://c.example.org/saml"]},
    ],
    "identityProviders": [
        {"alias": "oidc", "providerId": "oidc", "config": {"clientId": "a", "clientSecret": "${vault.a}", "tokenUrl": "https://d.example.org/t", "authorizationUrl": "https://d.example.org/a"}},
        {"alias": "saml", "providerId": "saml", "config": {"singleSignOnServiceUrl": "https://e.example.org/saml"}},
    ],
}

#: What a key stands for where a client does not say it: what `policies/lib/keycloak.rego` takes for granted.
CLIENT_DEFAULTS = {
    "enabled": True,
    "bearerOnly": False,
    "publicClient": False,
    "protocol": "openid-connect",
    "standardFlowEnabled": True,
    "implicitFlowEnabled": False,
    "directAccessGrantsEnabled": False,
    "serviceAccountsEnabled": False,
    "consentRequired": False,
    "fullScopeAllowed": True,
}

#: Policy, address in the realm, path in its values.
Identity = tuple[str, str, str]


def ours() -> str:
    target = Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target"))
    return os.path.abspath(os.environ.get("BARTIZAN") or target / "debug/bartizan")


def bartizan(folder: Path, *arguments: str) -> dict:
    """Our JSON report on the folder."""
    command = [ours(), arguments[0], "--profile", "strict", "--format", "json", "--root", str(folder), *arguments[1:], str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ends with {done.returncode}:\n{done.stderr}{done.stdout[:2000]}")
    return json.loads(done.stdout)


def identity(finding: dict, path: bool = True) -> Identity:
    """The same of a finding in another realm and another text of it: elements of lists may have moved."""
    address = finding["resource"]["address"].partition("/")[2]
    keys = [element for element in finding["path"] if isinstance(element, str)]
    return (finding["policy"], address, "/".join(keys) if path else "")


def findings(report: dict, state: str, path: bool = True) -> set[Identity]:
    return {identity(finding, path) for finding in report["findings"] if finding["state"] == state}


def suited(realm: dict, version: tuple[int, ...]) -> dict:
    """The realm without what this version does not know: verifiable credentials came with Keycloak 25."""
    if version >= (25,):
        return realm
    realm = json.loads(json.dumps(realm))
    realm.pop("verifiableCredentialsEnabled", None)
    realm["clientScopes"] = [scope for scope in realm.get("clientScopes", []) if scope["protocol"] != "oid4vc"]
    realm["clients"] = [client for client in realm["clients"] if client["clientId"] != "wallet"]
    if not realm["clientScopes"]:
        del realm["clientScopes"]
    return realm


class Keycloak:
    """A distribution, copied: a database of its own, built for it."""

    def __init__(self, distribution: Path, folder: Path) -> None:
        self.home = folder / "keycloak"
        shutil.copytree(distribution, self.home, symlinks=True)
        shutil.rmtree(self.home / "data", ignore_errors=True)
        self.name = (self.home / "version.txt").read_text().split()[-1]
        self.version = tuple(int(part) for part in self.name.split(".")[:2])
        features = ["--features=oid4vc-vci"] if self.version >= (25,) else []
        self.run("build", "--db=dev-file", *features)

    def run(self, *arguments: str) -> None:
        command = [str(self.home / "bin/kc.sh"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)} ends with {done.returncode}:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")

    def exports(self, realms: list[dict], folder: Path) -> dict[str, dict]:
        """The realms after import and export, by name."""
        given, taken = folder / "given", folder / "taken"
        given.mkdir()
        for realm in realms:
            (given / f"{realm['realm']}-realm.json").write_text(json.dumps(realm))
        self.run("import", "--optimized", "--dir", str(given))
        # Without users: Keycloak would ask the directory for them.
        self.run("export", "--optimized", "--dir", str(taken), "--users", "skip")
        return {realm["realm"]: json.loads((taken / f"{realm['realm']}-realm.json").read_text()) for realm in realms}


class Bench:
    """Realms as folders of their own, each judged for one version."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder, self.version = folder, version

    def put(self, name: str, realm: dict) -> Path:
        folder = self.folder / name
        folder.mkdir()
        (folder / "bartizan.toml").write_text(f'[keycloak]\nversion = "{self.version}"\n')
        (folder / "realm.json").write_text(json.dumps(realm, indent=2) + "\n")
        return folder


def explained(table: list[dict], about: str, found: Identity, version: str, used: set[int]) -> bool:
    for number, entry in enumerate(table):
        fits = entry["about"] == about and fnmatchcase(found[0], entry["policy"])
        if fits and fnmatchcase(found[1], entry.get("address", "*")) and fnmatchcase(version, entry.get("version", "*")):
            used.add(number)
            return True
    return False


def judge(keycloak: Keycloak, folder: Path, table: list[dict], used: set[int], list_all: bool) -> list[str]:
    """What is not as it should be with one Keycloak."""
    bench = Bench(folder, keycloak.name)
    faulty = suited(json.loads((HERE / "faulty-realm.json").read_text()), keycloak.version)
    before = bartizan(bench.put("faulty", faulty), "check")
    mended_folder = bench.put("mended", faulty)
    after = bartizan(mended_folder, "fix", "--unsafe-fixes")
    mended = json.loads((mended_folder / "realm.json").read_text())
    mended["realm"] = "mended"
    bare = suited(BARE, keycloak.version)
    exports = keycloak.exports([faulty, mended, bare], folder)
    exported = {name: bartizan(bench.put(f"exported-{name}", realm), "check") for name, realm in exports.items()}

    gone = findings(before, "new") - findings(after, "new")
    faults = []

    def expect(about: str, what: set[Identity], text: str) -> None:
        for found in sorted(what):
            if not explained(table, about, found, keycloak.name, used):
                faults.append(f"{text}: {' '.join(found)}")

    expect("mended", gone & findings(exported["mended"], "new"), "mended, and found in the export")
    expect("faulty", gone - findings(exported["faulty"], "new"), "a fault that the export does not show")
    faults += defaults(exports["bare"], bartizan(bench.put("bare", bare), "check"), exported["bare"], expect)
    print(f"Keycloak {keycloak.name}: {len(gone)} findings of {len({found[0] for found in gone})} policies mended")
    if list_all:
        for found in sorted(gone):
            print("   ", *found)
    return faults


def defaults(export: dict, said: dict, said_of_export: dict, expect) -> list[str]:
    """Where what policies take for defaults is not what Keycloak has written."""
    faults = []
    given = {client["clientId"]: client for client in BARE["clients"]}
    for client in export["clients"]:
        for key, default in CLIENT_DEFAULTS.items():
            name = client["clientId"]
            if name in given and key not in given[name] and client.get(key, default) != default:
                faults.append(f"{key} of client {name} is {client.get(key)!r} by default, not {default!r}")
    ours = {"", *(f"client/{name}" for name in given), *(f"identity-provider/{idp['alias']}" for idp in BARE["identityProviders"])}
    about = lambda found: {entry for entry in found if entry[1] in ours}
    new, new_of_export = (about(findings(report, "new", False)) for report in (said, said_of_export))
    open_, open_of_export = (about(findings(report, "undetermined", False)) for report in (said, said_of_export))
    expect("default", new - new_of_export - open_of_export, "found where a key is absent, not with what Keycloak makes of that")
    expect("default", new_of_export - new - open_, "not found where a key is absent, found with what Keycloak makes of that")
    return faults


def main() -> int:
    named = os.environ.get("BARTIZAN_KEYCLOAK", "")
    distributions = [Path(folder).resolve() for folder in named.split(":") if folder]
    if not distributions:
        print("SKIPPED: no Keycloak is named (BARTIZAN_KEYCLOAK)")
        return SKIPPED
    table = tomllib.loads((HERE / "explained.toml").read_text()).get("difference", [])
    used: set[int] = set()
    faults = []
    for distribution in distributions:
        with tempfile.TemporaryDirectory() as name:
            keycloak = Keycloak(distribution, Path(name))
            faults += [f"{keycloak.name}: {fault}" for fault in judge(keycloak, Path(name), table, used, "--list" in sys.argv)]
    faults += [f"EXPLAINS NOTHING: {entry}" for number, entry in enumerate(table) if number not in used]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
