# METADATA
# title: Admission policy only reports what it should refuse
# description: >-
#   A policy that audits or warns lets everything in; its reports are read later or never. Enforcement is what
#   protects the cluster, so a trial should end one day.
# related_resources:
#   - ref: https://open-policy-agent.github.io/gatekeeper/website/docs/violations/
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/policy-settings/
#   - ref: https://kyverno.io/docs/policy-types/validating-policy/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-actions
#   - ref: https://docs.kubewarden.io/reference/CRDs
# custom:
#   id: OPS-002
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - policies.kyverno.io/ValidatingPolicy
#     - policies.kyverno.io/NamespacedValidatingPolicy
#     - policies.kyverno.io/ImageValidatingPolicy
#     - policies.kyverno.io/NamespacedImageValidatingPolicy
#     - admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding
#     - policies.kubewarden.io/ClusterAdmissionPolicy
#     - policies.kubewarden.io/AdmissionPolicy
#     - policies.kubewarden.io/ClusterAdmissionPolicyGroup
#     - policies.kubewarden.io/AdmissionPolicyGroup
#     - "constraints.gatekeeper.sh/*"
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M4T1]
#   references: {nist-800-53: [CM-7]}
#   remediation: >-
#     Set `enforcementAction: deny` (Gatekeeper), `failureAction: Enforce` (Kyverno), `mode: protect` (Kubewarden),
#     or add `Deny` to `validationActions`.
package bartizan.kubernetes.admission_only_audits

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s only reports: enforcementAction is %q", [kubernetes.title, action]),
	"path": ["spec", "enforcementAction"],
	"fix": [{"op": "set", "path": ["spec", "enforcementAction"], "value": "deny", "safety": "unsafe"}],
} if {
	input.group == "constraints.gatekeeper.sh"
	not unknown.at(["spec", "enforcementAction"])
	action := lower(object.get(input.values, ["spec", "enforcementAction"], "deny"))
	action in {"dryrun", "warn"}
}

# Actions by enforcement point: one that denies is enough.
deny contains {
	"message": sprintf("%s only reports: no scoped action denies", [kubernetes.title]),
	"path": scoped_path,
} if {
	input.group == "constraints.gatekeeper.sh"
	object.get(input.values, ["spec", "enforcementAction"], "deny") == "scoped"
	count(kubernetes.unknown_around(scoped_path)) == 0
	scoped := kubernetes.list(input.values, scoped_path)
	count(scoped) > 0
	count([action | some action in scoped; lower(object.get(action, "action", "")) == "deny"]) == 0
}

scoped_path := ["spec", "scopedEnforcementActions"]

# Kyverno: the action of the rule, else that of the policy, else Audit.
deny contains {
	"message": sprintf("%s only reports: rule %q %s", [kubernetes.title, check.rule, audits[lower(check.action)]]),
	"path": check.path,
	"fix": [{"op": "set", "path": check.path, "value": "Enforce", "safety": "unsafe"}],
} if {
	some check in checks
	check.action != null
}

deny contains {
	"message": sprintf("%s only reports: validationFailureAction is %s", [kubernetes.title, of_policy]),
	"path": ["spec", "validationFailureAction"],
	"fix": [{"op": "set", "path": ["spec", "validationFailureAction"], "value": "Enforce", "safety": "unsafe"}],
} if {
	some check in checks
	check.action == null
	lower(of_policy) == "audit"
}

# What the rules check: the place of the action, and the rule's own one; null where that of the policy counts.
checks contains {"rule": object.get(rule, "name", ""), "path": array.concat(at, ["failureAction"]), "action": action} if {
	input.group == "kyverno.io"
	count(unsure) == 0
	not overridden
	some i, rule in kubernetes.list(input.values, ["spec", "rules"])
	some tail, check in parts(rule)
	at := array.concat(["spec", "rules", i], tail)
	action := object.get(check, "failureAction", fallback)
}

parts(rule) := {["validate"]: rule.validate} if is_object(object.get(rule, "validate", null))

parts(rule) := {["verifyImages", j]: check | some j, check in kubernetes.list(rule, ["verifyImages"])} if {
	not is_object(object.get(rule, "validate", null))
}

fallback := null if of_policy != ""

fallback := "" if of_policy == ""

of_policy := object.get(input.values, ["spec", "validationFailureAction"], "")

audits := {"audit": "has the action Audit", "": "has no action, which means Audit"}

# For some namespaces it is enforced.
overridden if {
	some override in kubernetes.list(input.values, ["spec", "validationFailureActionOverrides"])
	lower(object.get(override, "action", "")) == "enforce"
}

deny contains {
	"message": sprintf("%s only reports: Deny is not among its validationActions", [kubernetes.title]),
	"path": ["spec", "validationActions"],
	"fix": [{"op": "set", "path": ["spec", "validationActions"], "value": denying, "safety": "unsafe"}],
} if {
	input.group in {"admissionregistration.k8s.io", "policies.kyverno.io"}
	count(unsure) == 0
	actions := kubernetes.list(input.values, ["spec", "validationActions"])
	count(actions) > 0
	not "Deny" in actions

	# Deny and Warn exclude each other.
	denying := array.concat(["Deny"], [action | some action in actions; action != "Warn"])
}

deny contains {
	"message": sprintf("%s only reports: its mode is monitor", [kubernetes.title]),
	"path": ["spec", "mode"],
	"fix": [{"op": "set", "path": ["spec", "mode"], "value": "protect", "safety": "unsafe"}],
} if {
	input.group == "policies.kubewarden.io"
	object.get(input.values, ["spec", "mode"], "protect") == "monitor"
}

undetermined contains entry if some entry in unsure

unsure := {entry |
	some path in decisive[input.group]
	some entry in kubernetes.unknown_around(path)
}

decisive := {
	"constraints.gatekeeper.sh": [["spec", "enforcementAction"], scoped_path],
	"kyverno.io": [["spec", "rules"], ["spec", "validationFailureAction"], ["spec", "validationFailureActionOverrides"]],
	"admissionregistration.k8s.io": [["spec", "validationActions"]],
	"policies.kyverno.io": [["spec", "validationActions"]],
	"policies.kubewarden.io": [["spec", "mode"]],
}
