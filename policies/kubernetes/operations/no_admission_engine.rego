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
#     - argoproj.io/Application
#     - helm.toolkit.fluxcd.io/HelmRelease
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

import data.bartizan.lib.kubernetes

deny contains {"message": "no admission policy engine is installed", "path": []} if {
	input.complete
	missing
	not unknown_images
}

undetermined contains {"path": [], "reason": "an admission policy engine may be installed outside this scan"} if {
	not input.complete
	missing
}

undetermined contains {"path": [], "reason": "not all images are known"} if {
	input.complete
	missing
	unknown_images
}

# Any of them may be the engine.
unknown_images if {
	some resource in input.resources
	resource.kind == "Deployment"
	count(kubernetes.unknown_in_of(resource, ["spec", "template", "spec", "containers"], ["image"])) > 0
}

# Nothing is missed where nothing runs.
missing if {
	some resource in input.resources
	resource.kind in {"Deployment", "StatefulSet", "DaemonSet"}
	not installed
}

installed if {
	some resource in input.resources
	evidence(resource)
}

evidence(resource) if {
	resource.kind == "Deployment"
	some container in kubernetes.list(resource.values, ["spec", "template", "spec", "containers"])
	some segment in split(object.get(container, "image", ""), "/")
	some engine in engines
	startswith(segment, engine)
}

evidence(resource) if {
	resource.kind == "ValidatingAdmissionPolicyBinding"
	"Deny" in kubernetes.list(resource.values, ["spec", "validationActions"])
}

evidence(resource) if {
	resource.kind in {"ClusterPolicy", "ConstraintTemplate", "ClusterAdmissionPolicy"}
}

evidence(resource) if {
	chart := object.get(resource.values, charts[resource.kind], "")
	some engine in engines
	startswith(chart, engine)
}

engines := ["gatekeeper", "kyverno", "kubewarden"]

# Where GitOps controllers name the chart they install.
charts := {
	"Application": ["spec", "source", "chart"],
	"HelmRelease": ["spec", "chart", "spec", "chart"],
}
