package bartizan.terraform.eks_logging_test

import data.bartizan.terraform.eks_logging as policy

cluster(values) := {"kind": "aws_eks_cluster", "values": values, "unknown": []}

path := ["enabled_cluster_log_types"]

test_violated if {
	every case in [
		[{}, "control plane does not log api, audit, authenticator"],
		[{"enabled_cluster_log_types": []}, "control plane does not log api, audit, authenticator"],
		[{"enabled_cluster_log_types": ["api", "authenticator", "scheduler"]}, "control plane does not log audit"],
	] {
		found := policy.deny with input as cluster(case[0])
		{[finding.path, finding.message] | some finding in found} == {[path, case[1]]}
		every finding in found {
			count(policy.deny) == 0 with input as cluster({"enabled_cluster_log_types": finding.fix[0].value})
		}
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as cluster({"enabled_cluster_log_types": ["authenticator", "audit", "api"]})
	count(policy.undetermined) == 0 with input as cluster({"enabled_cluster_log_types": ["authenticator", "audit", "api"]})
}

test_parameter if {
	fewer := object.union(cluster({"enabled_cluster_log_types": ["audit"]}), {"parameters": {"log_types": ["audit"]}})
	count(policy.deny) == 0 with input as fewer
	count(policy.deny) == 1 with input as object.union(fewer, {"parameters": {"log_types": ["audit", "api"]}})
}

test_unknown_is_undetermined if {
	every at in [path, ["enabled_cluster_log_types", 1]] {
		unsure := object.union(cluster({"enabled_cluster_log_types": ["api", null]}), {"unknown": [{"path": at, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": at, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_further_type_does_not_matter if {
	sure := object.union(cluster({"enabled_cluster_log_types": ["api", "audit", "authenticator", null]}), {"unknown": [{"path": ["enabled_cluster_log_types", 3], "reason": "later"}]})
	count(policy.undetermined) == 0 with input as sure
}
