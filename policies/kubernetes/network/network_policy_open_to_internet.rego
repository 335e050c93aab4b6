# METADATA
# title: Network policy admits the whole internet
# description: >-
#   A rule for every address filters nothing, while everybody believes that the policy protects: data of citizens can
#   leave to any address, and whoever reaches the network reaches the pods.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
#   - ref: https://docs.cilium.io/en/stable/security/policy/language/#entities-based
# custom:
#   id: K8S-038
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds: [networking.k8s.io/NetworkPolicy, cilium.io/CiliumNetworkPolicy, cilium.io/CiliumClusterwideNetworkPolicy]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, P5]
#   references: {trivy: [KUBE-0001, KUBE-0002], nist-800-53: [SC-7]}
#   remediation: >-
#     Name the peers by `podSelector`, `namespaceSelector` or a narrow `ipBlock.cidr`; where a pod must reach the
#     internet, keep the internal ranges out by `except`.
package bartizan.kubernetes.network_policy_open_to_internet

import data.bartizan.lib.cidr
import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s allows traffic %s %s on every port", [kubernetes.title, direction.word, direction.all]),
	"path": rule.path,
} if {
	input.kind == "NetworkPolicy"
	some direction in directions
	some rule in known_rules(direction.section)
	count(kubernetes.list(rule.values, [direction.peers])) == 0
	count(kubernetes.list(rule.values, ["ports"])) == 0
}

deny contains {
	"message": sprintf("%s allows traffic %s %q", [kubernetes.title, direction.word, range]),
	"path": array.concat(rule.path, [direction.peers, i, "ipBlock", "cidr"]),
} if {
	input.kind == "NetworkPolicy"
	some direction in directions
	some rule in known_rules(direction.section)
	some i, peer in kubernetes.list(rule.values, [direction.peers])
	range := object.get(peer, ["ipBlock", "cidr"], "")
	cidr.everyone(range)
	count(kubernetes.list(peer, ["ipBlock", "except"])) == 0
}

deny contains {
	"message": sprintf("%s allows traffic %s the entity %q", [kubernetes.title, direction.word, entity]),
	"path": array.concat(rule.path, [field, i]),
} if {
	some direction in directions
	some rule in known_cilium_rules(direction.section)
	field := sprintf("%sEntities", [direction.peers])
	some i, entity in kubernetes.list(rule.values, [field])
	entity in {"all", "world", "world-ipv4", "world-ipv6"}
}

deny contains {
	"message": sprintf("%s allows traffic %s %q", [kubernetes.title, direction.word, range]),
	"path": array.concat(rule.path, [field, i]),
} if {
	some direction in directions
	some rule in known_cilium_rules(direction.section)
	field := sprintf("%sCIDR", [direction.peers])
	some i, range in kubernetes.list(rule.values, [field])
	cidr.everyone(range)
}

deny contains {
	"message": sprintf("%s allows traffic %s %q", [kubernetes.title, direction.word, range]),
	"path": array.concat(rule.path, [field, i, "cidr"]),
} if {
	some direction in directions
	some rule in known_cilium_rules(direction.section)
	field := sprintf("%sCIDRSet", [direction.peers])
	some i, set in kubernetes.list(rule.values, [field])
	range := object.get(set, "cidr", "")
	cidr.everyone(range)
	count(kubernetes.list(set, ["except"])) == 0
}

undetermined contains entry if {
	some spec_path in spec_paths
	some direction in directions
	some entry in kubernetes.unknown_around(array.concat(spec_path, [direction.section]))
}

directions := {
	{"section": "ingress", "peers": "from", "word": "from", "all": "everywhere"},
	{"section": "egress", "peers": "to", "word": "to", "all": "everywhere"},
}

known_rules(section) := {rule |
	some spec_path in spec_paths
	section_path := array.concat(spec_path, [section])
	some i, values in kubernetes.list(input.values, section_path)
	path := array.concat(section_path, [i])
	count(kubernetes.unknown_around(path)) == 0
	rule := {"path": path, "values": values}
}

known_cilium_rules(section) := known_rules(section) if input.kind != "NetworkPolicy"

# A Cilium policy may hold several.
spec_paths := {["spec"]} | {["specs", i] | input.kind != "NetworkPolicy"; some i, _ in kubernetes.list(input.values, ["specs"])}
