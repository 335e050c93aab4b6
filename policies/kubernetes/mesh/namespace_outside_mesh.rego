# METADATA
# title: Namespace is outside the mesh
# description: >-
#   Its pods have no proxy: their calls are in plaintext and without an identity, and services that demand mutual TLS
#   refuse them, so that sooner or later somebody weakens the demand.
# related_resources:
#   - ref: https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
#   - ref: https://istio.io/latest/docs/ambient/usage/add-workloads/
#   - ref: https://linkerd.io/2/features/proxy-injection/
# custom:
#   id: MESH-005
#   severity: medium
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
#     - Pod
#     - batch/Job
#     - security.istio.io/PeerAuthentication
#     - security.istio.io/AuthorizationPolicy
#   scope: fleet
#   level: 3
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3T2, P4]
#   references: {nist-800-53: [SC-8]}
#   remediation: 'Label the namespace `istio-injection: enabled` or `istio.io/dataplane-mode: ambient`, or annotate it `linkerd.io/inject: enabled`.'
#   parameters:
#     exempt_namespaces:
#       type: array
#       default: [kube-system, kube-public, kube-node-lease]
#       description: Namespaces that are not judged, beside those of the meshes themselves.
package bartizan.kubernetes.namespace_outside_mesh

import data.bartizan.lib.kubernetes
import data.bartizan.lib.mesh
import data.bartizan.lib.namespaces
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("namespace %q is outside the mesh", [namespace]),
	"resource": subject.address,
	"path": subject.path,
	"fix": fix(namespace),
} if {
	some namespace in outside
	not doubt(namespace)
	subject := namespaces.subject(namespace)
}

undetermined contains {"resource": subject.address, "path": subject.path, "reason": doubt(namespace)} if {
	some namespace in outside
	subject := namespaces.subject(namespace)
}

outside contains namespace if {
	mesh.any
	some namespace, _ in namespaces.workloads_of
	not namespace in namespaces.exempt
	not namespace in mesh.system_namespaces
	not mesh.in_istio(namespace)
	not mesh.in_linkerd(namespace)
	not all_injected(namespace)
}

# Labels stand on the Namespace, wherever that is.
doubt(null) := "the manifests do not say their namespace"

doubt(namespace) := "not all labels and annotations of the namespace are known" if namespaces.unlabelled(namespace)

doubt(namespace) := "the Namespace may stand outside this scan" if {
	namespace != null
	not namespaces.objects[namespace]
	not input.complete
}

# Pods may ask for a proxy themselves.
all_injected(namespace) if count(namespaces.workloads_of[namespace] - injected) == 0

injected contains resource.address if {
	some resource in input.resources
	resource.kind in namespaces.workload_kinds
	some field, name in {"labels": "sidecar.istio.io/inject", "annotations": "linkerd.io/inject"}
	path := array.concat(workload.template_path_of(resource.kind), ["metadata", field])
	lower(sprintf("%v", [object.get(kubernetes.map(resource.values, path), name, "")])) in {"true", "enabled"}
}

injected contains resource.address if {
	some resource in input.resources
	resource.kind in namespaces.workload_kinds
	labels := kubernetes.map(resource.values, array.concat(workload.template_path_of(resource.kind), ["metadata", "labels"]))
	labels["istio.io/dataplane-mode"] == "ambient"
}

fix(namespace) := [{"op": "set", "path": ["metadata", "labels", "istio-injection"], "value": "enabled", "safety": "unsafe"} |
	mesh.istio
	not mesh.linkerd
	namespaces.objects[namespace]
]
