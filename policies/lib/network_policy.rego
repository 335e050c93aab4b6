# METADATA
# description: >-
#   Which traffic network policies take from the pods of a namespace
#   (https://kubernetes.io/docs/concepts/services-networking/network-policies/,
#   https://docs.cilium.io/en/stable/security/policy/). For policies of scope fleet.
package bartizan.lib.network_policy

import data.bartizan.lib.kubernetes

# Namespaces that hold some network policy.
policed contains object.get(resource, "namespace", null) if {
	some resource in input.resources
	resource.kind in {"NetworkPolicy", "CiliumNetworkPolicy"}
}

# Is there a policy that may belong to any namespace, since its own is not known or not written?
floating if null in policed

# `[namespace, direction]` in which all pods of the namespace are isolated: traffic passes only where a rule allows it.
denied contains [object.get(resource, "namespace", null), direction] if {
	some resource in input.resources
	resource.kind in {"NetworkPolicy", "CiliumNetworkPolicy"}
	selects_all(resource)
	some direction in directions(resource)
	not allows_all(resource, direction)
}

selects_all(resource) if {
	selector := object.get(resource.values, ["spec", selectors[resource.kind]], null)
	selector in [{}, {"matchLabels": {}}, {"matchExpressions": []}]
}

selectors := {
	"NetworkPolicy": "podSelector",
	"CiliumNetworkPolicy": "endpointSelector",
	"CiliumClusterwideNetworkPolicy": "endpointSelector",
}

# Absent policyTypes mean Ingress, and Egress where there are egress rules.
directions(resource) := {type | some type in kubernetes.list(resource.values, ["spec", "policyTypes"])} if {
	resource.kind == "NetworkPolicy"
	count(kubernetes.list(resource.values, ["spec", "policyTypes"])) > 0
}

directions(resource) := {"Ingress"} | {"Egress" | count(kubernetes.list(resource.values, ["spec", "egress"])) > 0} if {
	resource.kind == "NetworkPolicy"
	count(kubernetes.list(resource.values, ["spec", "policyTypes"])) == 0
}

# A Cilium policy isolates in the directions for which it has a section.
directions(resource) := {direction |
	some section, direction in {"ingress": "Ingress", "ingressDeny": "Ingress", "egress": "Egress", "egressDeny": "Egress"}
	section in object.keys(kubernetes.map(resource.values, ["spec"]))
} if {
	resource.kind != "NetworkPolicy"
}

# An empty rule of a NetworkPolicy allows everything; in Cilium it allows nothing.
allows_all(resource, direction) if {
	resource.kind == "NetworkPolicy"
	some rule in kubernetes.list(resource.values, ["spec", lower(direction)])
	rule == {}
}

# Does a clusterwide policy of Cilium select the pods of `namespace`?
covered_clusterwide(namespace) if {
	some resource in input.resources
	resource.kind == "CiliumClusterwideNetworkPolicy"
	selects(resource, namespace)
}

selects(resource, _) if selects_all(resource)

selects(resource, namespace) if {
	labels := kubernetes.map(resource.values, ["spec", "endpointSelector", "matchLabels"])
	some name in ["k8s:io.kubernetes.pod.namespace", "io.kubernetes.pod.namespace"]
	labels[name] == namespace
}

# Is it unknown which pods some policy selects, and in which direction?
selectors_unknown if some _ in undecided

clusterwide_unknown if {
	some resource in undecided
	resource.kind == "CiliumClusterwideNetworkPolicy"
}

undecided contains {"kind": resource.kind, "address": resource.address} if {
	some resource in input.resources
	some field in [selectors[resource.kind], "policyTypes", "ingress", "egress"]
	count(kubernetes.unknown_around_of(resource, ["spec", field])) > 0
}
