# METADATA
# description: >-
#   Containers of ECS task definitions, which stand as a JSON document in one attribute.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definitions
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition
package bartizan.lib.ecs

document := ["container_definitions", "@json"]

# Containers of the task: {path, label, values}.
containers contains {"path": array.concat(document, [index]), "label": label(index, values), "values": values} if {
	text := object.get(input.values, "container_definitions", "")
	json.is_valid(text)
	some index, values in json.unmarshal(text)
	is_object(values)
}

# What people call the container: its name where that is known.
label(_, values) := sprintf("container %q", [values.name]) if is_string(object.get(values, "name", null))

label(index, values) := sprintf("container %d", [index]) if not is_string(object.get(values, "name", null))

# What is unknown of the field `name` of the containers: the field, or what holds it: `{path: reason}`.
unknown_in(name) := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	entry.path[0] == "container_definitions"
	names := array.slice(entry.path, 3, 4)
	count([step | some step in names; step != name]) == 0
}
