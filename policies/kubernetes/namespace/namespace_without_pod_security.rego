# METADATA
# title: Namespace does not enforce a pod security standard
# description: >-
#   Where the level is privileged, which is the default of clusters, whoever may create a pod here may take over its
#   node and from there every service of the cluster.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/
# custom:
#   id: K8S-041
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - Namespace
#     - apiserver.config.k8s.io/AdmissionConfiguration
#     - kyverno.io/ClusterPolicy
#     - policies.kyverno.io/ValidatingPolicy
#     - constraints.gatekeeper.sh/K8sPSPPrivilegedContainer
#     - policies.kubewarden.io/ClusterAdmissionPolicy
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicy
#     - security.openshift.io/SecurityContextConstraints
#   scope: fleet
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, M4T1]
#   references: {cis: [k8s-1.23/5.2.1], nist-800-53: [CM-7], owasp: ["K04:2022"]}
#   remediation: 'Set the label `pod-security.kubernetes.io/enforce` to `restricted`, or to `baseline`.'
#   parameters:
#     exempt_namespaces:
#       type: array
#       default: [kube-system, kube-public, kube-node-lease]
#       description: Namespaces that are not judged.
package bartizan.kubernetes.namespace_without_pod_security

import data.bartizan.lib.kubernetes
import data.bartizan.lib.namespaces

deny contains {
	"message": message(resource),
	"resource": resource.address,
	"path": label_path,
	"fix": [{"op": "set", "path": label_path, "value": "baseline", "safety": "unsafe"}],
} if {
	some resource in judged
	not doubt(resource)
}

undetermined contains {"resource": resource.address, "path": label_path, "reason": doubt(resource)} if {
	some resource in judged
}

label_path := ["metadata", "labels", label]

label := "pod-security.kubernetes.io/enforce"

level(resource) := object.get(kubernetes.map(resource.values, ["metadata", "labels"]), label, "")

# Values that Kubernetes does not know count as restricted. Where the label is absent, an engine may do the same.
judged contains resource if {
	some resource in input.resources
	resource.kind == "Namespace"
	not resource.name in namespaces.exempt
	level(resource) == "privileged"
}

judged contains resource if {
	some resource in input.resources
	resource.kind == "Namespace"
	not resource.name in namespaces.exempt
	level(resource) == ""
	not enforced
}

doubt(resource) := entry.reason if {
	level(resource) == ""
	some entry in kubernetes.unknown_around_of(resource, label_path)
} else := "the default of the cluster or an admission engine may enforce one" if {
	level(resource) == ""
	not input.complete
}

message(resource) := sprintf("namespace %q admits privileged pods: its pod security level is privileged", [resource.name]) if {
	level(resource) == "privileged"
} else := sprintf("namespace %q enforces no pod security standard", [resource.name])

enforced if {
	some resource in input.resources
	enforces(resource)
}

enforces(resource) if {
	resource.kind == "AdmissionConfiguration"
	some plugin in kubernetes.list(resource.values, ["plugins"])
	object.get(plugin, "name", "") == "PodSecurity"
	object.get(plugin, ["configuration", "defaults", "enforce"], "privileged") != "privileged"
}

enforces(resource) if {
	resource.kind == "ClusterPolicy"
	some rule in kubernetes.list(resource.values, ["spec", "rules"])
	action := object.get(rule, ["validate", "failureAction"], object.get(resource.values, ["spec", "validationFailureAction"], "Audit"))
	lower(action) == "enforce"
	refuses_privileged(object.get(rule, "validate", {}))
}

enforces(resource) if {
	resource.kind in {"ValidatingPolicy", "ValidatingAdmissionPolicy"}
	"Deny" in array.concat(kubernetes.list(resource.values, ["spec", "validationActions"]), ["Deny" | resource.kind == "ValidatingAdmissionPolicy"])
	refuses_privileged(object.get(resource.values, "spec", {}))
}

enforces(resource) if {
	resource.kind == "K8sPSPPrivilegedContainer"
	object.get(resource.values, ["spec", "enforcementAction"], "deny") == "deny"
}

enforces(resource) if {
	resource.kind == "ClusterAdmissionPolicy"
	contains(object.get(resource.values, ["spec", "module"], ""), "privileged")
}

# OpenShift admits pods by these.
enforces(resource) if resource.kind == "SecurityContextConstraints"

refuses_privileged(value) if {
	text := lower(json.marshal(value))
	some word in ["privileged", "podsecurity"]
	contains(text, word)
}
