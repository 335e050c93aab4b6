package bartizan.terraform.ecs_privileged_test

import data.bartizan.terraform.ecs_privileged as policy

task(containers) := {"kind": "aws_ecs_task_definition", "values": {"container_definitions": json.marshal(containers)}, "unknown": []}

test_violated if {
	found := policy.deny with input as task([{"name": "web"}, {"name": "agent", "privileged": true}])
	{[finding.path, finding.message] | some finding in found} == {[["container_definitions", "@json", 1, "privileged"], `container "agent" is privileged`]}
	some finding in found
	finding.fix[0].value == false
}

test_satisfied if {
	count(policy.deny) == 0 with input as task([{"name": "web"}, {"name": "agent", "privileged": false}])
	count(policy.undetermined) == 0 with input as task([{"name": "web"}, {"name": "agent", "privileged": false}])
}

test_no_document_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "aws_ecs_task_definition", "values": {"container_definitions": "not JSON"}}
}

test_unknown_is_undetermined if {
	every path in [["container_definitions"], ["container_definitions", "@json", 0], ["container_definitions", "@json", 0, "privileged"]] {
		unsure := object.union(task([{"name": "web", "privileged": null}]), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_image_does_not_matter if {
	sure := object.union(task([{"name": "web", "privileged": true}]), {"unknown": [{"path": ["container_definitions", "@json", 0, "image"], "reason": "later"}]})
	count(policy.deny) == 1 with input as sure
	count(policy.undetermined) == 0 with input as sure
}
