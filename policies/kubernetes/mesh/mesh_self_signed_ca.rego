# METADATA
# title: Mesh signs identities with a root that it made itself
# description: >-
#   The key from which all identities of the mesh derive lies in a Secret of the cluster, for ten years, outside of the
#   organisation's certificate infrastructure: nobody rotates it, and after a theft it cannot be revoked.
# related_resources:
#   - ref: https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/
#   - ref: https://cert-manager.io/docs/usage/istio-csr/
#   - ref: https://linkerd.io/2/tasks/automatically-rotating-control-plane-tls-credentials/
# custom:
#   id: MESH-014
#   severity: medium
#   confidence: medium
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
#     - Secret
#     - cert-manager.io/Certificate
#     - external-secrets.io/ExternalSecret
#     - bitnami.com/SealedSecret
#     - secrets.hashicorp.com/VaultPKISecret
#     - secrets.hashicorp.com/VaultStaticSecret
#     - security.istio.io/PeerAuthentication
#     - policy.linkerd.io/Server
#   scope: fleet
#   level: 3
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M3T2, P7, D3]
#   references: {nist-800-53: [SC-12, SC-17]}
#   remediation: >-
#     Let cert-manager sign: istio-csr for Istio, or a Certificate for the Secret `cacerts`; for Linkerd a Certificate for
#     `linkerd-identity-issuer` with `identity.externalCA` true.
#   parameters:
#     software:
#       type: array
#       default: [cert-manager-istio-csr, istio-csr, spire-server, spire-agent, spire]
#       description: Names, in lower case, of images, charts or workloads that sign for the mesh.
package bartizan.kubernetes.mesh_self_signed_ca

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.mesh
import data.bartizan.lib.params

deny contains {"message": messages[name], "path": [], "key": name} if {
	some name in missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [messages[name], reason])} if {
	some name in missing
	some reason in doubts
}

messages := {
	"istio": "the certificates of Istio come from a root that it made itself",
	"linkerd": "the certificates of Linkerd come from an issuer that nothing renews",
}

doubts := installed.doubts_of({
	"Certificate": [["spec", "secretName"]],
	"ExternalSecret": [["spec", "target", "name"]],
	"HelmRelease": [["spec", "values"]],
	"helm_release": [["values"], ["set"]],
})

missing contains "istio" if {
	mesh.istio
	not signed_outside
	not "cacerts" in secrets
}

missing contains "linkerd" if {
	mesh.linkerd
	not signed_outside
	not "linkerd-identity-issuer" in secrets
	not external_issuer
}

signed_outside if installed.any(params.get("software", ["cert-manager-istio-csr", "istio-csr", "spire-server", "spire-agent", "spire"]))

# Secrets that stand in the scan, or that something there makes.
secrets contains name if {
	some resource in input.resources
	some path in secret_paths[resource.kind]
	name := object.get(resource.values, path, null)
}

secret_paths := {
	"Secret": [["metadata", "name"]],
	"SealedSecret": [["metadata", "name"], ["spec", "template", "metadata", "name"]],
	"Certificate": [["spec", "secretName"]],
	"ExternalSecret": [["spec", "target", "name"], ["metadata", "name"]],
	"VaultPKISecret": [["spec", "destination", "name"]],
	"VaultStaticSecret": [["spec", "destination", "name"]],
}

# Linkerd takes a Secret of the type of Kubernetes, which others may renew.
external_issuer if {
	some resource in input.resources
	some values in release_values(resource)
	object.get(values, ["identity", "issuer", "scheme"], "") == "kubernetes.io/tls"
}

external_issuer if {
	some resource in input.resources
	some values in release_values(resource)
	object.get(values, ["identity", "externalCA"], false) == true
}

release_values(resource) := [object.get(resource.values, ["spec", "values"], {})] if resource.kind == "HelmRelease"

release_values(resource) := [object.get(resource.values, ["spec", "source", "helm", "valuesObject"], {})] if resource.kind == "Application"

release_values(resource) := [values | some text in kubernetes.list(resource.values, ["values"]); values := yaml.unmarshal(text); is_object(values)] if {
	resource.kind == "helm_release"
}
