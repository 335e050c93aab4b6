package bartizan.terraform.imds_v1_test

import data.bartizan.terraform.imds_v1 as policy

instance(values) := {"kind": "aws_instance", "values": values, "unknown": []}

options(values) := instance({"metadata_options": [values]})

tokens_path := ["metadata_options", 0, "http_tokens"]

test_violated_when_absent_or_optional if {
	every subject in [instance({}), options({}), options({"http_tokens": "optional"}), options({"http_tokens": "optional", "http_endpoint": "enabled"})] {
		found := policy.deny with input as subject
		{finding.path | some finding in found} == {tokens_path}
	}
}

test_message_and_fix if {
	some finding in policy.deny with input as {"kind": "aws_launch_template", "values": {}}
	finding.message == "metadata service accepts requests without a token (http_tokens is not set)"
	finding.fix == [{"op": "set", "path": tokens_path, "value": "required", "safety": "unsafe"}]
}

test_satisfied if {
	count(policy.deny) == 0 with input as options({"http_tokens": "required"})
	count(policy.deny) == 0 with input as options({"http_endpoint": "disabled"})
}

test_launch_template_is_undetermined if {
	subject := instance({"launch_template": [{"id": "lt-1"}]})
	count(policy.deny) == 0 with input as subject
	policy.undetermined == {{"path": tokens_path, "reason": "inherited from the launch template"}} with input as subject
}

test_unknown_is_undetermined if {
	every path in [["metadata_options"], tokens_path, ["metadata_options", 0, "http_endpoint"]] {
		unsure := object.union(instance({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_endpoint_does_not_matter_with_tokens if {
	sure := object.union(options({"http_tokens": "required"}), {"unknown": [{"path": ["metadata_options", 0, "http_endpoint"], "reason": "known after apply"}]})
	count(policy.undetermined) == 0 with input as sure
}

test_unknown_launch_template_is_undetermined if {
	unsure := object.union(instance({}), {"unknown": [{"path": ["launch_template"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	count(policy.undetermined) == 1 with input as unsure
}
