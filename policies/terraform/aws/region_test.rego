package bartizan.terraform.region_test

import data.bartizan.terraform.region as policy

asked(kind, values) := {"kind": kind, "name": "r", "values": values, "unknown": [], "parameters": {"approved_regions": ["ap-south-*", "us-east-1"]}}

test_violated_provider if {
	policy.deny == {{
		"path": ["region"],
		"message": `provider.aws "r" is in region eu-west-1, which is not approved`,
		"key": "eu-west-1",
	}} with input as asked("provider.aws", {"region": "eu-west-1"})
}

test_violated_resource_and_replicas if {
	count(policy.deny) == 1 with input as asked("aws_s3_bucket", {"region": "us-east-2"})
	some finding in policy.deny with input as asked("aws_dynamodb_table", {"replica": [{"region_name": "ap-south-2"}, {"region_name": "eu-west-1"}]})
	finding.path == ["replica", 1, "region_name"]
	some other in policy.deny with input as asked("aws_secretsmanager_secret", {"replica": [{"region": "eu-west-1"}]})
	other.path == ["replica", 0, "region"]
	some last in policy.deny with input as asked("aws_efs_replication_configuration", {"destination": [{"region": "eu-west-1"}]})
	last.path == ["destination", 0, "region"]
}

test_satisfied if {
	every values in [{"region": "ap-south-1"}, {"region": "us-east-1"}] {
		count(policy.deny) == 0 with input as asked("provider.aws", values)
		count(policy.undetermined) == 0 with input as asked("provider.aws", values)
	}
	count(policy.undetermined) == 0 with input as asked("aws_s3_bucket", {})
}

test_nothing_is_asked_without_regions if {
	every given in [{}, {"parameters": {}}, {"parameters": {"approved_regions": []}}] {
		subject := object.union({"kind": "provider.aws", "name": "r", "values": {"region": "eu-west-1"}}, given)
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_region_of_the_environment_is_undetermined if {
	count(policy.deny) == 0 with input as asked("provider.aws", {})
	policy.undetermined == {{"path": ["region"], "reason": "the region comes from the environment"}} with input as asked("provider.aws", {})
}

test_unknown_is_undetermined if {
	every path in [["region"], ["region_name"], ["replica"], ["replica", 0], ["replica", 0, "region_name"], ["destination", 0, "region"]] {
		unsure := object.union(asked("aws_dynamodb_table", {}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}
