# METADATA
# title: Mesh namespace has no authorisation by default
# description: >-
#   Every workload of the mesh may call every other unless a policy says no: a service broken into, of whatever
#   department, can ask those of this namespace for anything.
# related_resources:
#   - ref: https://istio.io/latest/docs/ops/best-practices/security/#use-default-deny-patterns
#   - ref: https://istio.io/latest/docs/reference/config/security/authorization-policy/
#   - ref: https://linkerd.io/2/reference/authorization-policy/
# custom:
#   id: MESH-007
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - Namespace
#     - security.istio.io/AuthorizationPolicy
#     - policy.linkerd.io/AuthorizationPolicy
#     - policy.linkerd.io/ServerAuthorization
#   scope: fleet
#   level: 3
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3T1, A4, P4]
#   references: {nist-800-53: [AC-3]}
#   remediation: 'Add an AuthorizationPolicy with `spec: {}`, which allows nothing, and one for each allowed call.'
#   parameters:
#     root_namespace:
#       type: string
#       default: istio-system
#       description: Namespace whose policies hold for the whole mesh (`meshConfig.rootNamespace`).
#     exempt_namespaces:
#       type: array
#       default: [kube-system, kube-public, kube-node-lease]
#       description: Namespaces that are not judged, beside those of the meshes themselves.
package bartizan.kubernetes.namespace_without_authorization

import data.bartizan.lib.kubernetes
import data.bartizan.lib.mesh
import data.bartizan.lib.namespaces
import data.bartizan.lib.params

deny contains {
	"message": message(namespace),
	"resource": subject.address,
	"path": subject.path,
	"fix": fix(namespace),
} if {
	some namespace in open
	not doubt(namespace)
	subject := namespaces.subject(namespace)
}

undetermined contains {"resource": subject.address, "path": subject.path, "reason": doubt(namespace)} if {
	some namespace in open
	subject := namespaces.subject(namespace)
}

open contains namespace if {
	some namespace in judged
	mesh.in_istio(namespace)
	not namespace in closed
	not root in closed
}

open contains namespace if {
	some namespace in judged
	mesh.in_linkerd(namespace)
	not mesh.in_istio(namespace)
	not policies[namespace]
	object.get(namespaces.annotations(namespace), "config.linkerd.io/default-inbound-policy", "") != "deny"
}

judged contains namespace if {
	some namespace, _ in namespaces.objects
	not namespace in namespaces.exempt
	not namespace in mesh.system_namespaces
}

root := params.get("root_namespace", "istio-system")

policies[object.get(resource, "namespace", null)] contains resource if {
	some resource in input.resources
	resource.kind in {"AuthorizationPolicy", "ServerAuthorization"}
}

# Namespaces in which a policy of Istio for all workloads allows nothing.
closed contains namespace if {
	some namespace, found in policies
	some resource in found
	resource.group == "security.istio.io"
	object.get(resource.values, ["spec", "action"], "ALLOW") == "ALLOW"
	every field in ["rules", "selector", "targetRef", "targetRefs"] {
		object.get(kubernetes.map(resource.values, ["spec"]), field, null) in [null, [], {}]
	}
	count(kubernetes.unknown_around_of(resource, ["spec"])) == 0
}

message(namespace) := sprintf("namespace %q has authorisation policies, but none that allows nothing by default", [namespace]) if {
	policies[namespace]
} else := sprintf("namespace %q of the mesh has no authorisation policy", [namespace])

doubt(namespace) := "its authorisation policies may stand outside this scan" if {
	not input.complete
	namespace != null
} else := "not all of an authorisation policy is known" if {
	some found in [namespace, root]
	some resource in policies[found]
	count(kubernetes.unknown_around_of(resource, ["spec"])) > 0
} else := "an authorisation policy does not say its namespace" if {
	policies[null]
} else := "not all labels and annotations of the namespace are known" if {
	namespaces.unlabelled(namespace)
}

fix(namespace) := [{
	"op": "add_resource",
	"kind": "AuthorizationPolicy",
	"name": "allow-nothing",
	"values": {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "allow-nothing", "namespace": namespace},
		"spec": {},
	},
	"safety": "unsafe",
} |
	mesh.in_istio(namespace)
]
