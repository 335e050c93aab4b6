# METADATA
# title: Vault keeps no audit device
# description: >-
#   Who read which secret, and when, is recorded nowhere. After a leak nobody can tell which secrets are lost and must be
#   changed.
# related_resources:
#   - ref: https://developer.hashicorp.com/vault/docs/audit
#   - ref: https://registry.terraform.io/providers/hashicorp/vault/latest/docs/resources/audit
#   - ref: https://developer.hashicorp.com/vault/docs/deploy/kubernetes/helm/configuration
#     description: server.auditStorage is off by default
# custom:
#   id: SEC-016
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds:
#     - vault_audit
#     - vault_auth_backend
#     - vault_jwt_auth_backend
#     - vault_ldap_auth_backend
#     - vault_quota_rate_limit
#     - vault_raft_autopilot
#     - helm_release
#   scope: unit
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [D2, M1O2, P3]
#   references:
#     nist-800-53: [AU-12]
#   remediation: >-
#     Add a `vault_audit`, better two of different `type`, in the module that sets up the server; in the Helm chart set
#     `server.auditStorage.enabled` to true, so that the log has a place.
package bartizan.terraform.vault_audit

import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"resource": min({resource.address | some resource in settings}),
	"path": [],
	"message": "the module sets up Vault but no audit device",
} if {
	count(settings) > 0
	silent
	object.get(input, "complete", false) == true
}

deny contains {
	"resource": release.address,
	"path": ["values"],
	"message": sprintf("Vault release %q has neither audit storage nor an audit device", [release.name]),
} if {
	some release in bare_releases
	count(open_values(release)) == 0
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": release.address, "path": path, "reason": reason} if {
	some release in bare_releases
	some path, reason in open_values(release)
}

undetermined contains {"resource": subject.address, "path": [], "reason": "not all of the module is here"} if {
	some subject in settings | bare_releases
	silent
	object.get(input, "complete", false) == false
}

# Settings of the server itself; roles and policies are also made by modules of single applications.
settings := link.of(["vault_auth_backend", "vault_jwt_auth_backend", "vault_ldap_auth_backend", "vault_quota_rate_limit", "vault_raft_autopilot"])

silent if count(link.of(["vault_audit"])) == 0

# Releases of Vault's chart with a server, and without a place for its audit log.
bare_releases contains release if {
	silent
	some release in link.of(["helm_release"])
	regex.match(`(^|/)(vault|openbao)$`, object.get(release.values, "chart", ""))
	not on(release, ["server", "auditStorage", "enabled"], false)
	on(release, ["server", "enabled"], true)
	not external(release)
}

# Is the chart's value at `path` on, `fallback` where it is not given? What is set one by one wins over the documents, a
# later document over an earlier one.
on(release, path, fallback) if {
	given := array.concat(array.concat([fallback], in_documents(release, path)), one_by_one(release, path))
	tf.is_true(given[count(given) - 1])
}

in_documents(release, path) := [value |
	some document in documents(release)
	value := object.get(document, path, null)
	value != null
]

one_by_one(release, path) := [entry.value |
	some entry in object.get(release.values, "set", [])
	entry.name == concat(".", path)
]

# Only the injector is installed, for a server elsewhere.
external(release) if {
	some path in [["injector", "externalVaultAddr"], ["global", "externalVaultAddr"]]
	some document in documents(release)
	object.get(document, path, "") != ""
}

external(release) if {
	some entry in object.get(release.values, "set", [])
	endswith(object.get(entry, "name", ""), "externalVaultAddr")
	object.get(entry, "value", "") != ""
}

documents(release) := [document |
	some text in object.get(release.values, "values", [])
	is_string(text)
	yaml.is_valid(text)
	document := yaml.unmarshal(text)
	is_object(document)
]

open_values(release) := {path: reason |
	some needed in ["set", "values", "chart"]
	some path, reason in unknown.within_in(release, [needed])
}
