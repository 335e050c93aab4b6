# METADATA
# title: Vault policy grants everything
# description: >-
#   Whoever holds one token with this policy reads, or changes, the secrets of all. A policy should name the paths that
#   its holder needs.
# related_resources:
#   - ref: https://developer.hashicorp.com/vault/docs/concepts/policies
#   - ref: https://registry.terraform.io/providers/hashicorp/vault/latest/docs/resources/policy
# custom:
#   id: SEC-015
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [vault_policy, data.vault_policy_document]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [P3, M2T1, M3T1]
#   references:
#     nist-800-53: [AC-6]
#   remediation: >-
#     Name the paths of the one application, such as `secret/data/portal/*`, and give each only the capabilities it
#     needs; administer Vault with a policy that names the parts of `sys/`.
#   parameters:
#     mounts:
#       type: array
#       default: [secret, kv]
#       description: Mounts of secrets that many applications share.
package bartizan.terraform.vault_policy

import data.bartizan.lib.params
import data.bartizan.lib.unknown
import data.bartizan.lib.vault

mounts := params.get("mounts", ["secret", "kv"])

deny contains object.union({
	"path": rule.at,
	"message": sprintf("policy%s grants %s", [label, what]),
	"key": rule.path,
}, place(rule)) if {
	some rule in rules
	some what in faults(rule)
}

undetermined contains {"path": path, "reason": reason} if {
	not written_by_document
	some needed in {"vault_policy": ["policy"], "data.vault_policy_document": ["rule"]}[input.kind]
	some path, reason in unknown.within([needed])
	decides(path)
}

# Rules of the policy, or of the data source that writes one.
rules contains object.union(rule, {"at": ["policy"]}) if {
	input.kind == "vault_policy"
	not written_by_document
	some rule in vault.rules(object.get(input.values, "policy", ""))
}

rules contains rule if {
	input.kind == "data.vault_policy_document"
	some index, block in object.get(input.values, "rule", [])
	rule := {
		"path": object.get(block, "path", ""),
		"capabilities": {name | some name in object.get(block, "capabilities", [])},
		"at": ["rule", index, "path"],
	}
}

# The data source is judged itself.
written_by_document if {
	some reference in object.get(input, "references", [])
	reference.path[0] == "policy"
	contains(reference.address, "data.vault_policy_document.")
}

place(rule) := {"within": [rule.place]} if rule.place

place(rule) := {} if not rule.place

faults(rule) := {sprintf("%s on every path", [names(powers)]) |
	rule.path in {"*", "+/*"}
	powers := rule.capabilities & {"create", "read", "update", "patch", "delete", "sudo"}
	count(powers) > 0
} | {sprintf("%s on all of sys/", [names(powers)]) |
	rule.path == "sys/*"
	powers := rule.capabilities & {"create", "update", "sudo"}
	count(powers) > 0
} | {sprintf("full access to all secrets of %s", [mount]) |
	some mount in mounts
	rule.path in {concat("", [mount, "/*"]), concat("", [mount, "/data/*"])}
	"read" in rule.capabilities
	"delete" in rule.capabilities
	count(rule.capabilities & {"create", "update"}) > 0
	not administrative
}

names(powers) := concat(", ", sort(powers))

administrative if contains(lower(object.get(input.values, "name", input.name)), "admin")

label := sprintf(" %q", [input.values.name]) if is_string(object.get(input.values, "name", null))

label := "" if not is_string(object.get(input.values, "name", null))

decides(path) if path[0] == "policy"

decides(path) if {
	path[0] == "rule"
	count(path) <= 2
}

decides(path) if {
	path[0] == "rule"
	path[2] in {"path", "capabilities"}
}
