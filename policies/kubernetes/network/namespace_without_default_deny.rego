# METADATA
# title: Namespace has no default-deny rule
# description: >-
#   The network policies of this namespace select some pods only: every pod that is added without a policy of its own
#   is open to the whole cluster and to the internet.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies
# custom:
#   id: K8S-037
#   severity: medium
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
#   references: {trivy: [KSV-0038], nist-800-53: [SC-7]}
#   remediation: Add a NetworkPolicy with an empty `podSelector`, the policy types Ingress and Egress, and no rules.
#   parameters:
#     exempt_namespaces:
#       type: array
#       default: [kube-system, kube-public, kube-node-lease]
#       description: Namespaces that are not judged.
package bartizan.kubernetes.namespace_without_default_deny

import data.bartizan.lib.namespaces
import data.bartizan.lib.network_policy

deny contains {
	"message": sprintf("namespace %q has network policies but none that denies %s by default", [namespace, direction]),
	"resource": subject.address,
	"path": subject.path,
	"key": direction,
	"fix": [{
		"op": "add_resource",
		"kind": "NetworkPolicy",
		"name": name_of(direction),
		"values": default_deny(namespace, direction),
		"safety": "unsafe",
	}],
} if {
	concluding
	some [namespace, direction] in open
	namespace != null
	subject := namespaces.subject(namespace)
}

undetermined contains {"resource": subject.address, "path": subject.path, "reason": "not all network policies that may select its pods are known here"} if {
	not concluding
	some [namespace, _] in open
	subject := namespaces.subject(namespace)
}

undetermined contains {"resource": subject.address, "path": subject.path, "reason": "the manifests do not say their namespace"} if {
	concluding
	some [namespace, _] in open
	namespace == null
	subject := namespaces.subject(namespace)
}

concluding if {
	input.complete
	not network_policy.floating
	not network_policy.selectors_unknown
}

# Namespaces without any policy are the matter of another policy.
open contains [namespace, direction] if {
	some namespace, _ in namespaces.workloads_of
	namespace in network_policy.policed
	not namespace in namespaces.exempt
	not network_policy.covered_clusterwide(namespace)
	some direction in ["Ingress", "Egress"]
	not [namespace, direction] in network_policy.denied
}

default_deny(namespace, direction) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": name_of(direction), "namespace": namespace},
	"spec": {"podSelector": {}, "policyTypes": [direction]},
}

name_of(direction) := sprintf("default-deny-%s", [lower(direction)])
