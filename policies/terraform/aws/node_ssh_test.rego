package bartizan.terraform.node_ssh_test

import data.bartizan.terraform.node_ssh as policy

group(remote_access) := {"kind": "aws_eks_node_group", "values": {"remote_access": [remote_access]}, "unknown": []}

instance(values) := {"kind": "aws_instance", "values": values, "unknown": []}

group_key := ["remote_access", 0, "ec2_ssh_key"]

node_tags := {"kubernetes.io/cluster/main": "owned"}

with_unknown(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_by_node_group if {
	every case in [
		[{"ec2_ssh_key": "ops"}, "nodes take SSH logins from every address, as no source_security_group_ids are named"],
		[{"ec2_ssh_key": "ops", "source_security_group_ids": []}, "nodes take SSH logins from every address, as no source_security_group_ids are named"],
		[{"ec2_ssh_key": "ops", "source_security_group_ids": ["sg-1"]}, "nodes take SSH logins from the security groups that are named"],
	] {
		found := policy.deny with input as group(case[0])
		{[finding.path, finding.message] | some finding in found} == {[group_key, case[1]]}
	}
}

test_violated_with_unknown_sources if {
	some finding in policy.deny with input as with_unknown(group({"ec2_ssh_key": "ops"}), ["remote_access", 0, "source_security_group_ids"])
	finding.message == "nodes take SSH logins from the security groups that are named"
}

test_violated_by_instance_and_template if {
	every subject in [
		instance({"key_name": "ops", "tags": node_tags}),
		instance({"key_name": "ops", "tags_all": {"eks:cluster-name": "main"}}),
		{"kind": "aws_launch_template", "values": {"key_name": "ops", "tag_specifications": [{"resource_type": "instance", "tags": node_tags}]}},
	] {
		some finding in policy.deny with input as subject
		finding.path == ["key_name"]
		finding.message == "node of a Kubernetes cluster takes SSH logins (key_name is set)"
	}
}

test_satisfied if {
	every subject in [
		{"kind": "aws_eks_node_group", "values": {}},
		group({}),
		instance({"key_name": "ops", "tags": {"Name": "bastion"}}),
		instance({"tags": node_tags}),
		{"kind": "aws_launch_template", "values": {"key_name": "ops"}},
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[group({}), ["remote_access"]],
		[group({}), group_key],
		[instance({"tags": node_tags}), ["key_name"]],
		[instance({"key_name": "ops"}), ["tags"]],
		[{"kind": "aws_launch_template", "values": {"key_name": "ops"}}, ["tag_specifications"]],
		[{"kind": "aws_launch_template", "values": {"key_name": "ops", "tag_specifications": [{}]}}, ["tag_specifications", 0, "tags"]],
	] {
		unsure := with_unknown(case[0], case[1])
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_tags_without_key_do_not_matter if {
	count(policy.undetermined) == 0 with input as with_unknown(instance({}), ["tags"])
}
