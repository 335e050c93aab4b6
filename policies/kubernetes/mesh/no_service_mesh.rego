# METADATA
# title: Nothing encrypts calls between services
# description: >-
#   Without a mesh, or a network that encrypts, services call each other in plaintext and without an identity: whoever
#   gets a foothold in the cluster reads personal data on the wire and can pose as any service.
# related_resources:
#   - ref: https://istio.io/latest/docs/concepts/security/
#   - ref: https://linkerd.io/2/features/automatic-mtls/
#   - ref: https://docs.cilium.io/en/stable/security/network/encryption/
#   - ref: https://docs.tigera.io/calico/latest/network-policy/encrypt-cluster-pod-traffic
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/encrypt-inter-node-traffic
# custom:
#   id: MESH-001
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
#     - ConfigMap
#     - Namespace
#     - kuma.io/Mesh
#     - crd.projectcalico.org/FelixConfiguration
#     - projectcalico.org/FelixConfiguration
#     - google_container_cluster
#     - google_gke_hub_feature
#     - azurerm_kubernetes_cluster
#   scope: fleet
#   level: 3
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3T2, P4, A4]
#   references: {nist-800-53: [SC-8]}
#   remediation: >-
#     Install Istio or Linkerd, or switch on the encryption of Cilium (`encryption.enabled`) or Calico (`wireguardEnabled`).
#   parameters:
#     software:
#       type: array
#       default: [consul-k8s-control-plane, consul-connect-inject, consul, kuma-cp, kuma, kong-mesh, osm-controller, traefik-mesh]
#       description: Names, in lower case, of images, charts or operators of other meshes that count.
package bartizan.kubernetes.no_service_mesh

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.mesh
import data.bartizan.lib.params

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := "no service mesh is installed, and the network does not encrypt"

doubts := installed.doubts_of({
	"ConfigMap": [["data", "enable-wireguard"], ["data", "enable-ipsec"]],
	"helm_release": [["values"], ["set"]],
	"google_container_cluster": [["in_transit_encryption_config"]],
	"azurerm_kubernetes_cluster": [["service_mesh_profile"]],
	"FelixConfiguration": [["spec", "wireguardEnabled"]],
})

missing if {
	installed.something
	not found
}

found if mesh.any

found if installed.any(params.get("software", software))

found if count(installed.of({"Mesh"})) > 0

found if {
	some resource in installed.of({"ConfigMap"})
	resource.name == "cilium-config"
	some field in ["enable-wireguard", "enable-ipsec"]
	object.get(kubernetes.map(resource.values, ["data"]), field, "") == "true"
}

# Values of the chart of Cilium.
found if {
	some resource in installed.of({"HelmRelease", "Application"})
	some path in [["spec", "values", "encryption", "enabled"], ["spec", "source", "helm", "valuesObject", "encryption", "enabled"]]
	object.get(resource.values, path, false) == true
}

found if {
	some resource in installed.of({"helm_release"})
	some text in kubernetes.list(resource.values, ["values"])
	object.get(yaml.unmarshal(text), ["encryption", "enabled"], false) == true
}

found if {
	some resource in installed.of({"helm_release"})
	some setting in kubernetes.list(resource.values, ["set"])
	object.get(setting, "name", "") == "encryption.enabled"
	lower(sprintf("%v", [object.get(setting, "value", "")])) == "true"
}

found if {
	some resource in installed.of({"FelixConfiguration"})
	some field in ["wireguardEnabled", "wireguardEnabledV6"]
	object.get(resource.values, ["spec", field], false) == true
}

found if {
	some cluster in installed.of({"google_container_cluster"})
	object.get(cluster.values, "in_transit_encryption_config", "") == "IN_TRANSIT_ENCRYPTION_INTER_NODE_TRANSPARENT"
}

found if {
	some feature in installed.of({"google_gke_hub_feature"})
	object.get(feature.values, "name", "") == "servicemesh"
}

found if {
	some cluster in installed.of({"azurerm_kubernetes_cluster"})
	count(object.get(cluster.values, "service_mesh_profile", [])) > 0
}

software := [
	"consul-k8s-control-plane", "consul-connect-inject", "consul", "kuma-cp", "kuma", "kong-mesh", "osm-controller",
	"traefik-mesh",
]
