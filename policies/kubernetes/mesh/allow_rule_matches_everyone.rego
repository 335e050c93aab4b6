# METADATA
# title: Mesh authorisation rule allows everyone
# description: >-
#   A rule without a source, or with the source `*`, admits every caller: the policy looks like a restriction but
#   grants. Services with citizen data must name the identities that may call them.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/security/authorization-policy/
# custom:
#   id: MESH-008
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds: [security.istio.io/AuthorizationPolicy]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3T1, A4]
#   references: {nist-800-53: [AC-3]}
#   remediation: Name the callers in `from.source` by `principals`, `namespaces` or `requestPrincipals`.
package bartizan.kubernetes.allow_rule_matches_everyone

import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s allows everyone: its rule %d is empty", [kubernetes.title, i]),
	"path": ["spec", "rules", i],
} if {
	judged
	some i, rule in kubernetes.list(input.values, ["spec", "rules"])
	rule == {}
}

deny contains {
	"message": sprintf("%s allows every caller: its rule %d names no source", [kubernetes.title, i]),
	"path": ["spec", "rules", i, "from"],
} if {
	judged
	not gateway
	some i, rule in kubernetes.list(input.values, ["spec", "rules"])
	rule != {}
	count(kubernetes.list(rule, ["from"])) == 0
	not asks_for_caller(rule)
}

deny contains {
	"message": sprintf("%s allows every caller: a source of its rule %d is \"*\"", [kubernetes.title, i]),
	"path": ["spec", "rules", i, "from", j, "source"],
} if {
	judged
	some i, rule in kubernetes.list(input.values, ["spec", "rules"])
	not asks_for_caller(rule)
	some j, from in kubernetes.list(rule, ["from"])
	source := kubernetes.map(from, ["source"])
	every field, values in source {
		field in {"principals", "namespaces", "ipBlocks", "remoteIpBlocks"}
		some value in values
		value in {"*", "0.0.0.0/0", "::/0"}
	}
}

undetermined contains entry if {
	object.get(input.values, ["spec", "action"], "ALLOW") == "ALLOW"
	some entry in unknown_entries
}

judged if {
	object.get(input.values, ["spec", "action"], "ALLOW") == "ALLOW"
	count(unknown_entries) == 0
}

unknown_entries := union({entries |
	some field in ["action", "rules", "selector", "targetRefs"]
	entries := kubernetes.unknown_around(["spec", field])
})

# A condition on the caller stands for a source.
asks_for_caller(rule) if {
	some condition in kubernetes.list(rule, ["when"])
	some prefix in ["request.auth.", "source.", "connection.sni", "request.headers"]
	startswith(condition.key, prefix)
}

# The edge of the mesh receives callers from outside.
gateway if {
	some name, value in kubernetes.map(input.values, ["spec", "selector", "matchLabels"])
	some part in ["gateway", "ingress"]
	contains(lower(sprintf("%s %v", [name, value])), part)
}

gateway if {
	some target in array.concat(kubernetes.list(input.values, ["spec", "targetRefs"]), [kubernetes.map(input.values, ["spec", "targetRef"])])
	object.get(target, "kind", "") == "Gateway"
}
