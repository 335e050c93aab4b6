# METADATA
# description: Security policies of Cloud Armor and what their rules do.
# related_resources:
#   - ref: https://cloud.google.com/armor/docs/rules-language-reference
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_security_policy#rule
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_security_policy_rule
package bartizan.lib.google_armor

import data.bartizan.lib.google
import data.bartizan.lib.link
import data.bartizan.lib.tf

kinds := ["google_compute_security_policy", "google_compute_region_security_policy"]

rule_kinds := ["google_compute_security_policy_rule", "google_compute_region_security_policy_rule"]

# What the rules of a policy are called in it: regional ones have their own name.
rule_block(policy) := "rules" if policy.kind == "google_compute_region_security_policy"

rule_block(policy) := "rule" if policy.kind != "google_compute_region_security_policy"

# Policies for requests to backends that let in what no rule stops, and of whose rules nothing that decides is unknown.
open_policies contains policy if {
	some policy in link.of(kinds)
	google.choice(policy, ["type"], "CLOUD_ARMOR") == "CLOUD_ARMOR"
	count(unsure(policy)) == 0
	not allowlist(policy)
}

unsure(policy) := [entry |
	some entry in object.get(policy, "unknown", [])
	entry.path[0] in {"type", rule_block(policy)}
	decisive(entry.path)
]

decisive(path) if count(path) <= 2

decisive(path) if path[2] in {"action", "preview", "priority"}

decisive(path) if {
	path[2] == "match"
	not path[4] in {"config", "versioned_expr"}
}

# The rules of `policy`, in it or beside it, that are in force.
rules(policy) := {rule |
	some rule in object.get(policy.values, rule_block(policy), [])
	active(rule)
} | {rule |
	some kind in rule_kinds
	some index in link.companions(kind, "security_policy", policy, ["name", "id", "self_link"])
	rule := input.resources[index].values
	active(rule)
}

active(rule) if not tf.is_true(object.get(rule, "preview", false))

# Does one rule hold requests against the signatures of known attacks?
filters(policy) if {
	some rule in rules(policy)
	contains(object.get(rule, ["match", 0, "expr", 0, "expression"], ""), "evaluatePreconfigured")
} else := false

# Does one rule limit the requests of a client?
limits(policy) if {
	some rule in rules(policy)
	object.get(rule, "action", "") in {"throttle", "rate_based_ban"}
} else := false

# The last rule, at the lowest priority there is, refuses: only those whom another one names get in.
allowlist(policy) if {
	some rule in rules(policy)
	tf.number(object.get(rule, "priority", 0)) == 2147483647
	startswith(object.get(rule, "action", ""), "deny")
}

# Why nothing follows from the absence of a rule; undefined where absence can be concluded.
doubt := link.doubt(rule_kinds, "security_policy", kinds)
