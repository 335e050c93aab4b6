# METADATA
# title: Namespace has no network policy
# description: >-
#   Without a network policy every pod of the cluster reaches every pod of this namespace, and these reach the
#   internet: one service broken into opens the way to all others, of other departments too.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   id: K8S-036
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - Namespace
#     - Pod
#     - ReplicationController
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - apps/ReplicaSet
#     - batch/Job
#     - batch/CronJob
#     - networking.k8s.io/NetworkPolicy
#     - cilium.io/CiliumNetworkPolicy
#     - cilium.io/CiliumClusterwideNetworkPolicy
#   scope: fleet
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, P5]
#   references: {checkov: [CKV2_K8S_6], cis: [k8s-1.23/5.3.2], nist-800-53: [SC-7], owasp: ["K07:2022"]}
#   remediation: Add a NetworkPolicy that denies by default, and one for each allowed connection.
#   parameters:
#     exempt_namespaces:
#       type: array
#       default: [kube-system, kube-public, kube-node-lease]
#       description: Namespaces that are not judged.
package bartizan.kubernetes.namespace_without_network_policy

import data.bartizan.lib.namespaces
import data.bartizan.lib.network_policy

deny contains {
	"message": sprintf("namespace %q has workloads but no network policy", [namespace]),
	"resource": subject.address,
	"path": subject.path,
	"fix": [{
		"op": "add_resource",
		"kind": "NetworkPolicy",
		"name": "default-deny",
		"values": default_deny(namespace),
		"safety": "unsafe",
	}],
} if {
	input.complete
	not network_policy.floating
	not network_policy.clusterwide_unknown
	some namespace in uncovered
	namespace != null
	subject := namespaces.subject(namespace)
}

undetermined contains {"resource": subject.address, "path": subject.path, "reason": reason} if {
	some namespace in uncovered
	reason := doubt(namespace)
	subject := namespaces.subject(namespace)
}

uncovered contains namespace if {
	some namespace, _ in namespaces.workloads_of
	not namespace in namespaces.exempt
	not namespace in network_policy.policed
	not network_policy.covered_clusterwide(namespace)
}

doubt(null) := "the manifests do not say their namespace"

doubt(namespace) := "network policies may stand outside this scan" if {
	namespace != null
	not input.complete
}

doubt(namespace) := "a network policy does not say its namespace" if {
	namespace != null
	input.complete
	network_policy.floating
}

doubt(namespace) := "what a clusterwide network policy selects is not known" if {
	namespace != null
	input.complete
	network_policy.clusterwide_unknown
}

default_deny(namespace) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": "default-deny", "namespace": namespace},
	"spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
}
