package bartizan.terraform.ebs_encryption_test

import data.bartizan.terraform.ebs_encryption as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": []}

unit(resources) := {"complete": true, "resources": resources}

default_encryption := resource("aws_ebs_encryption_by_default", {})

paths(resources) := {finding.path | some finding in found} if {
	found := policy.deny with input as unit(resources)
}

test_violated_volume if {
	some finding in policy.deny with input as unit([resource("aws_ebs_volume", {"size": 8})])
	finding.resource == "aws_ebs_volume.r"
	finding.path == ["encrypted"]
	finding.message == "volume is not encrypted"
	finding.fix[0].value == true
}

test_violated_root_volume_described_or_not if {
	paths([resource("aws_instance", {})]) == {["root_block_device", 0, "encrypted"]}
	paths([resource("aws_instance", {"root_block_device": [{"encrypted": false}]})]) == {["root_block_device", 0, "encrypted"]}
}

test_violated_further_volumes if {
	instance := {"root_block_device": [{"encrypted": true}], "ebs_block_device": [{"device_name": "/dev/sdf", "encrypted": true}, {"device_name": "/dev/sdg"}]}
	paths([resource("aws_instance", instance)]) == {["ebs_block_device", 1, "encrypted"]}
	template := {"block_device_mappings": [{"device_name": "/dev/xvda", "ebs": [{"encrypted": "false"}]}]}
	paths([resource("aws_launch_template", template)]) == {["block_device_mappings", 0, "ebs", 0, "encrypted"]}
}

test_satisfied if {
	paths([
		resource("aws_ebs_volume", {"encrypted": true}),
		resource("aws_instance", {"root_block_device": [{"encrypted": true}]}),
		resource("aws_launch_template", {"block_device_mappings": [{"ebs": [{"encrypted": "true"}]}]}),
		resource("aws_launch_template", {}),
	]) == set()
}

test_default_of_the_account_counts_for_what_says_nothing if {
	paths([resource("aws_ebs_volume", {}), resource("aws_instance", {}), default_encryption]) == set()
	paths([resource("aws_ebs_volume", {"encrypted": false}), default_encryption]) == {["encrypted"]}
	off := resource("aws_ebs_encryption_by_default", {"enabled": false})
	paths([resource("aws_ebs_volume", {}), off]) == {["encrypted"]}
}

test_unknown_default_is_undetermined if {
	unsure := object.union(default_encryption, {"unknown": [{"path": ["enabled"], "reason": "known after apply"}]})
	subject := unit([resource("aws_ebs_volume", {}), unsure])
	count(policy.deny) == 0 with input as subject
	count(policy.undetermined) == 1 with input as subject
}

test_inherited_is_undetermined if {
	every subject in [
		unit([resource("aws_ebs_volume", {"snapshot_id": "snap-1"})]),
		unit([resource("aws_instance", {"launch_template": [{"id": "lt-1"}]})]),
		object.union(unit([resource("aws_ebs_volume", {})]), {"complete": false}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 1 with input as subject
	}
}

test_unknown_is_undetermined if {
	every path in [["encrypted"], ["snapshot_id"]] {
		unsure := unit([object.union(resource("aws_ebs_volume", {}), {"unknown": [{"path": path, "reason": "known after apply"}]})])
		count(policy.deny) == 0 with input as unsure
		count(policy.undetermined) == 1 with input as unsure
	}
}

test_unknown_block_is_undetermined if {
	every path in [["root_block_device"], ["root_block_device", 0, "encrypted"]] {
		unsure := unit([object.union(resource("aws_instance", {}), {"unknown": [{"path": path, "reason": "known after apply"}]})])
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"resource": "aws_instance.r", "path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_mappings_are_undetermined if {
	unsure := unit([object.union(resource("aws_launch_template", {}), {"unknown": [{"path": ["block_device_mappings"], "reason": "known after apply"}]})])
	count(policy.deny) == 0 with input as unsure
	count(policy.undetermined) == 1 with input as unsure
}

test_unknown_volume_of_template_is_undetermined if {
	path := ["block_device_mappings", 0, "ebs", 0, "encrypted"]
	unsure := unit([object.union(resource("aws_launch_template", {"block_device_mappings": [{"ebs": [{}]}]}), {"unknown": [{"path": path, "reason": "known after apply"}]})])
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"resource": "aws_launch_template.r", "path": path, "reason": "known after apply"}} with input as unsure
}

test_masked_device_is_satisfied if {
	paths([resource("aws_launch_configuration", {"root_block_device": [{"encrypted": true}], "ebs_block_device": [{"device_name": "/dev/sdb", "no_device": true}]})]) == set()
}
