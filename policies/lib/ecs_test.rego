package bartizan.lib.ecs_test

import data.bartizan.lib.ecs

task(text) := {"kind": "aws_ecs_task_definition", "values": {"container_definitions": text}}

test_containers if {
	text := json.marshal([{"name": "web"}, {"image": "a"}, null])
	found := ecs.containers with input as task(text)
	found == {
		{"path": ["container_definitions", "@json", 0], "label": `container "web"`, "values": {"name": "web"}},
		{"path": ["container_definitions", "@json", 1], "label": "container 1", "values": {"image": "a"}},
	}
}

test_no_document_holds_no_containers if {
	count(ecs.containers) == 0 with input as task("not JSON")
	count(ecs.containers) == 0 with input as task("{}")
	count(ecs.containers) == 0 with input as {"values": {}}
}

test_unknown_of_a_field if {
	container := ["container_definitions", "@json", 0]
	every path in [["container_definitions"], container, array.concat(container, ["privileged"])] {
		found := ecs.unknown_in("privileged") with input as {"values": {}, "unknown": [{"path": path, "reason": "later"}]}
		found == {path: "later"}
	}
	every path in [array.concat(container, ["image"]), array.concat(container, ["environment", 0, "value"]), ["tags"]] {
		found := ecs.unknown_in("privileged") with input as {"values": {}, "unknown": [{"path": path, "reason": "later"}]}
		found == {}
	}
}
