# METADATA
# title: Mutual TLS is not demanded in the whole mesh
# description: >-
#   Unless the mesh says STRICT, each proxy also takes plaintext: a pod outside the mesh calls services without showing
#   an identity, and rules that name identities can be walked around.
# related_resources:
#   - ref: https://istio.io/latest/docs/tasks/security/authentication/mtls-migration/#lock-down-mutual-tls-for-the-entire-mesh
#   - ref: https://istio.io/latest/docs/reference/config/security/peer_authentication/
# custom:
#   id: MESH-002
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - batch/CronJob
#     - argoproj.io/Application
#     - argoproj.io/ApplicationSet
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - source.toolkit.fluxcd.io/OCIRepository
#     - helm.cattle.io/HelmChart
#     - operators.coreos.com/Subscription
#     - helm_release
#     - install.istio.io/IstioOperator
#     - sailoperator.io/Istio
#     - maistra.io/ServiceMeshControlPlane
#     - Namespace
#     - security.istio.io/PeerAuthentication
#     - security.istio.io/AuthorizationPolicy
#     - networking.istio.io/Gateway
#   scope: fleet
#   level: 3
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3T2, P5, A4]
#   references: {nist-800-53: [SC-8, IA-3]}
#   remediation: Add a PeerAuthentication named `default` to the root namespace, without a selector, with `spec.mtls.mode` STRICT.
#   parameters:
#     root_namespace:
#       type: string
#       default: istio-system
#       description: Namespace whose policies hold for the whole mesh (`meshConfig.rootNamespace`).
package bartizan.kubernetes.mesh_not_strict

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.mesh
import data.bartizan.lib.params

deny contains object.union({"message": message, "path": []}, place) if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

# The namespace where it is missing, when that is in the scan.
default place := {}

place := {
	"resource": min(namespaces),
	"path": ["metadata", "name"],
	"fix": [{"op": "add_resource", "kind": "PeerAuthentication", "name": "default", "values": strict, "safety": "unsafe"}],
} if {
	count(namespaces) > 0
	count(candidates) == 0
}

namespaces := {resource.address |
	some resource in installed.of({"Namespace"})
	resource.name == root
}

strict := {
	"apiVersion": "security.istio.io/v1",
	"kind": "PeerAuthentication",
	"metadata": {"name": "default", "namespace": root},
	"spec": {"mtls": {"mode": "STRICT"}},
}

message := sprintf("no PeerAuthentication in %q demands mutual TLS of the whole mesh", [root])

root := params.get("root_namespace", "istio-system")

doubts contains "it may stand outside this scan" if not installed.complete

doubts contains "not all of a PeerAuthentication is known" if {
	installed.complete
	some resource in candidates
	some path in [["spec", "mtls"], ["spec", "selector"]]
	count(kubernetes.unknown_around_of(resource, path)) > 0
}

doubts contains "a PeerAuthentication does not say its namespace" if {
	installed.complete
	some resource in candidates
	object.get(resource, "namespace", null) == null
}

candidates := [resource |
	some resource in installed.of({"PeerAuthentication"})
	object.get(resource, "namespace", null) in {root, null}
]

missing if {
	mesh.istio
	not decided
}

decided if {
	some resource in candidates
	resource.namespace == root
	object.get(resource.values, ["spec", "selector"], {}) in [{}, null, {"matchLabels": {}}]
	object.get(resource.values, ["spec", "mtls", "mode"], "UNSET") == "STRICT"
}

# A weaker mode that is written there is the matter of another policy.
decided if {
	some resource in candidates
	resource.namespace == root
	object.get(resource.values, ["spec", "selector"], {}) in [{}, null, {"matchLabels": {}}]
	object.get(resource.values, ["spec", "mtls", "mode"], "UNSET") in {"PERMISSIVE", "DISABLE"}
}

# Its control plane has a switch of its own.
decided if {
	some resource in installed.of({"ServiceMeshControlPlane"})
	object.get(resource.values, ["spec", "security", "dataPlane", "mtls"], false) == true
}
