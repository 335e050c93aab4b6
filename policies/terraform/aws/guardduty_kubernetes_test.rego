package bartizan.terraform.guardduty_kubernetes_test

import data.bartizan.terraform.guardduty_kubernetes as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": []}

with_unknown(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

feature(name, status) := object.union(resource("aws_guardduty_detector_feature", {"name": name, "status": status}), {"address": concat(".", ["aws_guardduty_detector_feature", name])})

unit(resources) := {"complete": true, "resources": resources}

test_violated_when_disabled if {
	policy.deny == {{
		"resource": "aws_guardduty_detector_feature.EKS_AUDIT_LOGS",
		"path": ["status"],
		"message": "GuardDuty does not watch the audit log of EKS: EKS_AUDIT_LOGS is DISABLED",
		"fix": [{"op": "set", "path": ["status"], "value": "ENABLED", "safety": "unsafe"}],
	}} with input as unit([feature("EKS_AUDIT_LOGS", "DISABLED"), feature("RUNTIME_MONITORING", "ENABLED")])
}

test_violated_when_new_accounts_are_left_out if {
	some finding in policy.deny with input as unit([resource("aws_guardduty_organization_configuration_feature", {"name": "RUNTIME_MONITORING", "auto_enable": "NONE"})])
	finding.path == ["auto_enable"]
	finding.fix[0].value == "ALL"
}

test_violated_in_the_detector if {
	some finding in policy.deny with input as unit([resource("aws_guardduty_detector", {"datasources": [{"kubernetes": [{"audit_logs": [{"enable": false}]}]}]})])
	finding.path == ["datasources", 0, "kubernetes", 0, "audit_logs", 0, "enable"]
}

test_satisfied if {
	every resources in [
		[feature("EKS_AUDIT_LOGS", "ENABLED"), feature("RUNTIME_MONITORING", "ENABLED")],
		[feature("EKS_RUNTIME_MONITORING", "DISABLED"), feature("RUNTIME_MONITORING", "ENABLED")],
		[feature("RUNTIME_MONITORING", "DISABLED"), feature("EKS_RUNTIME_MONITORING", "ENABLED")],
		[feature("S3_DATA_EVENTS", "DISABLED")],
		[resource("aws_guardduty_detector", {"datasources": [{"kubernetes": [{"audit_logs": [{"enable": false}]}]}]}), feature("EKS_AUDIT_LOGS", "ENABLED")],
		[resource("aws_guardduty_detector", {})],
		[resource("aws_eks_cluster", {})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unsaid_is_undetermined_where_a_cluster_runs if {
	subject := unit([resource("aws_guardduty_detector", {"datasources": [{"kubernetes": [{"audit_logs": [{"enable": true}]}]}]}), resource("aws_eks_cluster", {})])
	count(policy.deny) == 0 with input as subject
	policy.undetermined == {{"resource": "aws_eks_cluster.r", "path": [], "reason": "nothing here says whether GuardDuty watches what runs in EKS"}} with input as subject
}

test_unknown_is_undetermined if {
	every name in ["name", "status"] {
		unsure := unit([with_unknown(resource("aws_guardduty_detector_feature", object.remove({"name": "EKS_AUDIT_LOGS", "status": "DISABLED"}, [name])), [name])])
		count(policy.deny) == 0 with input as unsure
		count(policy.undetermined) == 1 with input as unsure
	}
	unsettled := unit([with_unknown(resource("aws_guardduty_detector", {}), ["datasources"])])
	count(policy.deny) == 0 with input as unsettled
	policy.undetermined == {{"resource": "aws_guardduty_detector.r", "path": ["datasources"], "reason": "known after apply"}} with input as unsettled
}
