package bartizan.terraform.public_ip_test

import data.bartizan.terraform.public_ip as policy

resource(kind, values) := {"kind": kind, "values": values, "unknown": []}

found(kind, values) := {[finding.path, finding.message] | some finding in findings} if {
	findings := policy.deny with input as resource(kind, values)
}

test_violated_subnet if {
	some finding in policy.deny with input as resource("aws_subnet", {"map_public_ip_on_launch": true})
	finding.path == ["map_public_ip_on_launch"]
	finding.message == "subnet gives every instance a public address"
	finding.fix[0].value == false
	found("aws_default_subnet", {}) == {[["map_public_ip_on_launch"], "default subnet gives every instance a public address"]}
}

test_violated_instances if {
	every kind in ["aws_instance", "aws_spot_instance_request", "aws_launch_configuration"] {
		some entry in found(kind, {"associate_public_ip_address": true})
		entry[0] == ["associate_public_ip_address"]
	}
}

test_violated_templates_with_strings if {
	found("aws_launch_template", {"network_interfaces": [{}, {"associate_public_ip_address": "true"}]}) == {[["network_interfaces", 1, "associate_public_ip_address"], "launch template gives instances a public address"]}
	found("aws_spot_fleet_request", {"launch_specification": [{"associate_public_ip_address": true}]}) == {[["launch_specification", 0, "associate_public_ip_address"], "instances of the fleet get public addresses"]}
}

test_satisfied if {
	every kind in ["aws_instance", "aws_launch_configuration", "aws_launch_template", "aws_subnet", "aws_spot_fleet_request"] {
		found(kind, {}) == set()
	}
	found("aws_subnet", {"map_public_ip_on_launch": "false"}) == set()
	found("aws_default_subnet", {"map_public_ip_on_launch": false}) == set()
	found("aws_instance", {"associate_public_ip_address": false}) == set()
}

test_unknown_is_undetermined if {
	every subject in [
		["aws_instance", ["associate_public_ip_address"]],
		["aws_subnet", ["map_public_ip_on_launch"]],
		["aws_default_subnet", ["map_public_ip_on_launch"]],
		["aws_launch_template", ["network_interfaces"]],
		["aws_spot_fleet_request", ["launch_specification"]],
	] {
		unsure := object.union(resource(subject[0], {}), {"unknown": [{"path": subject[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": subject[1], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_of_interface_is_undetermined if {
	path := ["network_interfaces", 0, "associate_public_ip_address"]
	unsure := object.union(resource("aws_launch_template", {"network_interfaces": [{}]}), {"unknown": [{"path": path, "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
}
