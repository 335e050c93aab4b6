# METADATA
# title: No admission policy engine is installed
# description: >-
#   Whatever is checked before deployment can be bypassed by whoever talks to the API server. Gatekeeper, Kyverno,
#   Kubewarden or admission policies of Kubernetes itself refuse a bad manifest at the last gate.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
#   - ref: https://kubernetes.io/docs/concepts/security/security-checklist/#admission-controllers
# custom:
#   id: OPS-001
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding
#     - kyverno.io/ClusterPolicy
#     - templates.gatekeeper.sh/ConstraintTemplate
#     - policies.kubewarden.io/ClusterAdmissionPolicy
#     - policies.kyverno.io/ValidatingPolicy
#     - argoproj.io/Application
#     - argoproj.io/ApplicationSet
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - source.toolkit.fluxcd.io/OCIRepository
#     - helm.cattle.io/HelmChart
#     - operators.coreos.com/Subscription
#     - helm_release
#     - azurerm_kubernetes_cluster
#   scope: fleet
#   level: 4
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M4T1]
#   references: {cis: [k8s-1.23/5.2.1], nist-800-53: [CM-7], owasp: ["K04:2022"]}
#   remediation: Install Gatekeeper, Kyverno or Kubewarden, or bind ValidatingAdmissionPolicies with the action Deny.
package bartizan.kubernetes.no_admission_engine

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.tf

deny contains {"message": "no admission policy engine is installed", "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": "an admission policy engine may be installed outside this scan"} if {
	not installed.complete
	missing
}

undetermined contains {"path": [], "reason": reason} if {
	installed.complete
	missing
	some reason in doubts
}

doubts := installed.doubts_of({
	"ValidatingAdmissionPolicyBinding": [["spec", "validationActions"]],
	"azurerm_kubernetes_cluster": [["azure_policy_enabled"]],
})

# Nothing is missed where nothing runs.
missing if {
	some resource in input.resources
	resource.kind in {"Deployment", "StatefulSet", "DaemonSet"}
	not found
}

found if {
	some name in installed.names
	some engine in ["gatekeeper", "kyverno", "kubewarden"]
	startswith(name, engine)
}

found if {
	some binding in installed.of({"ValidatingAdmissionPolicyBinding"})
	"Deny" in kubernetes.list(binding.values, ["spec", "validationActions"])
}

found if count(installed.of({"ClusterPolicy", "ConstraintTemplate", "ClusterAdmissionPolicy", "ValidatingPolicy"})) > 0

# Azure Policy installs Gatekeeper.
found if {
	some cluster in installed.of({"azurerm_kubernetes_cluster"})
	tf.is_true(object.get(cluster.values, "azure_policy_enabled", false))
}
