package bartizan.kubernetes.admission_only_audits_test

import data.bartizan.kubernetes.admission_only_audits as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

subject(group, spec) := {"kind": "Policy", "group": group, "name": "labels", "values": {"spec": spec}}

kyverno(spec) := subject("kyverno.io", spec)

rule(fields) := object.union({"name": "team"}, fields)

test_violated_by_constraint if {
	every action in ["dryrun", "warn"] {
		some finding in policy.deny with input as subject("constraints.gatekeeper.sh", {"enforcementAction": action})
		finding.path == ["spec", "enforcementAction"]
		finding.message == sprintf(`Policy "labels" only reports: enforcementAction is %q`, [action])
		finding.fix[0].value == "deny"
	}
	scoped := [{"action": "warn", "enforcementPoints": [{"name": "*"}]}]
	some finding in policy.deny with input as subject("constraints.gatekeeper.sh", {"enforcementAction": "scoped", "scopedEnforcementActions": scoped})
	finding.path == ["spec", "scopedEnforcementActions"]
}

test_violated_by_kyverno if {
	policy.deny == {{
		"message": `Policy "labels" only reports: validationFailureAction is audit`,
		"path": ["spec", "validationFailureAction"],
		"fix": [{"op": "set", "path": ["spec", "validationFailureAction"], "value": "Enforce", "safety": "unsafe"}],
	}} with input as kyverno({"validationFailureAction": "audit", "rules": [rule({"validate": {}}), rule({"validate": {"deny": {}}})]})
	some finding in policy.deny with input as kyverno({"validationFailureAction": "Enforce", "rules": [rule({"validate": {"failureAction": "Audit"}})]})
	finding.path == ["spec", "rules", 0, "validate", "failureAction"]
	finding.message == `Policy "labels" only reports: rule "team" has the action Audit`
}

test_violated_by_default_of_kyverno if {
	some finding in policy.deny with input as kyverno({"rules": [rule({"validate": {}})]})
	finding.path == ["spec", "rules", 0, "validate", "failureAction"]
	finding.message == `Policy "labels" only reports: rule "team" has no action, which means Audit`
	count(policy.deny) == 1 with input as kyverno({"rules": [rule({"verifyImages": [{"failureAction": "Enforce"}, {}]})]})
}

test_violated_by_validation_actions if {
	every group in ["admissionregistration.k8s.io", "policies.kyverno.io"] {
		some finding in policy.deny with input as subject(group, {"validationActions": ["Audit", "Warn"]})
		finding.path == ["spec", "validationActions"]
		finding.fix[0].value == ["Deny", "Audit"]
	}
}

test_violated_by_kubewarden if {
	count(policy.deny) == 1 with input as subject("policies.kubewarden.io", {"mode": "monitor"})
}

test_satisfied if {
	every resource in [
		subject("constraints.gatekeeper.sh", {}),
		subject("constraints.gatekeeper.sh", {"enforcementAction": "deny"}),
		subject("constraints.gatekeeper.sh", {"enforcementAction": "scoped", "scopedEnforcementActions": [{"action": "deny"}, {"action": "warn"}]}),
		kyverno({"validationFailureAction": "enforce", "rules": [rule({"validate": {}})]}),
		kyverno({"rules": [rule({"validate": {"failureAction": "Enforce"}})]}),
		kyverno({"rules": [rule({"mutate": {}}), rule({"generate": {}})]}),
		kyverno({
			"validationFailureAction": "Audit",
			"validationFailureActionOverrides": [{"action": "Enforce", "namespaces": ["prod"]}],
			"rules": [rule({"validate": {}})],
		}),
		subject("admissionregistration.k8s.io", {"validationActions": ["Deny", "Audit"]}),
		subject("policies.kyverno.io", {}),
		subject("policies.kubewarden.io", {}),
	] {
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

test_unknown_is_undetermined if {
	every group, path in {
		"constraints.gatekeeper.sh": ["spec", "enforcementAction"],
		"kyverno.io": ["spec", "validationFailureAction"],
		"admissionregistration.k8s.io": ["spec", "validationActions"],
		"policies.kubewarden.io": ["spec", "mode"],
	} {
		resource := unknown(subject(group, {"rules": [rule({"validate": {}})]}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
	scoped := unknown(subject("constraints.gatekeeper.sh", {"enforcementAction": "scoped"}), ["spec", "scopedEnforcementActions"])
	count(policy.undetermined) == 1 with input as scoped
}
