package bartizan.terraform.ecs_writable_root_test

import data.bartizan.terraform.ecs_writable_root as policy

task(containers) := {"kind": "aws_ecs_task_definition", "values": {"container_definitions": json.marshal(containers)}, "unknown": []}

on(family, containers) := object.union(task(containers), {"values": {"runtime_platform": [{"operating_system_family": family}]}})

test_violated_when_absent_or_false if {
	found := policy.deny with input as task([{"name": "web"}, {"name": "log", "readonlyRootFilesystem": false}, {"name": "good", "readonlyRootFilesystem": true}])
	{finding.path | some finding in found} == {
		["container_definitions", "@json", 0, "readonlyRootFilesystem"],
		["container_definitions", "@json", 1, "readonlyRootFilesystem"],
	}
}

test_violated_message if {
	some finding in policy.deny with input as on("LINUX", [{"name": "web"}])
	finding.message == `container "web" can write to its root file system (readonlyRootFilesystem is not true)`
	finding.fix[0].value == true
}

test_satisfied if {
	every subject in [
		task([{"name": "web", "readonlyRootFilesystem": true}]),
		on("WINDOWS_SERVER_2022_CORE", [{"name": "web"}]),
		task([]),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every path in [
		["container_definitions"], ["container_definitions", "@json", 0],
		["container_definitions", "@json", 0, "readonlyRootFilesystem"],
		["runtime_platform"], ["runtime_platform", 0, "operating_system_family"],
	] {
		unsure := object.union(task([{"name": "web", "readonlyRootFilesystem": null}]), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}
