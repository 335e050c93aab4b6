# METADATA
# description: >-
#   Environment variables and settings that functions, tasks, builds and web apps get, wherever their resource keeps them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_environment
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_v2_service
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_web_app
package bartizan.lib.runtime_environment

import data.bartizan.lib.tf

# Where the variables stand, by kind: a mapping, or a list of `name` and `value`. `*` is any index.
patterns := {
	"aws_lambda_function": {["environment", 0, "variables"]},
	"aws_ecs_task_definition": {["container_definitions", "@json", "*", "environment"]},
	"aws_codebuild_project": {["environment", 0, "environment_variable"]},
	"aws_apprunner_service": {
		["source_configuration", 0, "image_repository", 0, "image_configuration", 0, "runtime_environment_variables"],
		["source_configuration", 0, "code_repository", 0, "code_configuration", 0, "code_configuration_values", 0, "runtime_environment_variables"],
	},
	"google_cloud_run_service": {["template", 0, "spec", 0, "containers", "*", "env"]},
	"google_cloud_run_v2_service": {["template", 0, "containers", "*", "env"]},
	"google_cloud_run_v2_job": {["template", 0, "template", 0, "containers", "*", "env"]},
	"google_cloudfunctions_function": {["environment_variables"], ["build_environment_variables"]},
	"google_cloudfunctions2_function": {
		["service_config", 0, "environment_variables"],
		["build_config", 0, "environment_variables"],
	},
	"azurerm_linux_web_app": {["app_settings"]},
	"azurerm_linux_web_app_slot": {["app_settings"]},
	"azurerm_windows_web_app": {["app_settings"]},
	"azurerm_windows_web_app_slot": {["app_settings"]},
	"azurerm_linux_function_app": {["app_settings"]},
	"azurerm_linux_function_app_slot": {["app_settings"]},
	"azurerm_windows_function_app": {["app_settings"]},
	"azurerm_windows_function_app_slot": {["app_settings"]},
	"azurerm_app_service": {["app_settings"]},
	"azurerm_app_service_slot": {["app_settings"]},
	"azurerm_function_app": {["app_settings"]},
	"azurerm_function_app_slot": {["app_settings"]},
	"azurerm_container_app": {["template", 0, "container", "*", "env"], ["template", 0, "init_container", "*", "env"]},
	"azurerm_container_app_job": {["template", 0, "container", "*", "env"], ["template", 0, "init_container", "*", "env"]},
	"azurerm_container_group": {["container", "*", "environment_variables"]},
}

# Variables with a value: {name, value, path of the value}.
variables contains variable if {
	some place in places
	some key, entry in object.get(document, place, {})
	variable := read(place, key, entry)
}

# Of a mapping.
read(place, key, value) := {"name": key, "value": value, "path": array.concat(place, [key])} if {
	is_string(key)
	is_string(value)
}

# Of a list. In CodeBuild a value of another type than plain text names a secret that is kept elsewhere.
read(place, index, entry) := {"name": entry.name, "value": entry.value, "path": array.concat(place, [index, "value"])} if {
	is_number(index)
	is_string(entry.name)
	is_string(entry.value)
	not object.get(entry, "type", "PLAINTEXT") in {"PARAMETER_STORE", "SECRETS_MANAGER"}
}

# What is not known of the variables: {name, path, reason}; the name is "" where it is not known either.
unknown_variables contains {"name": name_at(pattern, entry.path), "path": entry.path, "reason": entry.reason} if {
	some pattern in patterns[input.kind]
	some entry in object.get(input, "unknown", [])
	overlap(entry.path, pattern)
	not irrelevant(pattern, entry.path)
}

# Is `path` around the place that `pattern` means, at it or below it?
overlap(path, pattern) if {
	differing := [index |
		some index, step in array.slice(path, 0, count(pattern))
		not pattern[index] in {step, "*"}
	]
	count(differing) == 0
}

# Where a value of a list comes from, or what type it has, is no value.
irrelevant(pattern, path) if {
	is_number(path[count(pattern)])
	count(path) > count(pattern) + 1
	not path[count(pattern) + 1] in {"name", "value"}
}

# The name of the variable that `path` leads into.
name_at(pattern, path) := name if {
	below := array.slice(path, count(pattern), count(pattern) + 2)
	name := name_of(array.slice(path, 0, count(pattern)), below)
	is_string(name)
} else := ""

# Of a mapping.
name_of(_, below) := below[0] if is_string(below[0])

# Of a list.
name_of(place, [index, "value"]) := object.get(document, array.concat(place, [index, "name"]), "") if is_number(index)

# Paths of the mappings and lists of the resource.
places contains place if {
	some pattern in patterns[input.kind]
	not "*" in pattern
	place := pattern
}

places contains array.concat(base, array.concat([index], array.slice(pattern, star + 1, count(pattern)))) if {
	some pattern in patterns[input.kind]
	some star, step in pattern
	step == "*"
	base := array.slice(pattern, 0, star)
	some index, _ in tf.list(object.get(document, base, []))
}

# The values, with the JSON document of a task unfolded.
document := object.union(input.values, {"container_definitions": {"@json": json.unmarshal(text)}}) if {
	text := object.get(input.values, "container_definitions", "")
	json.is_valid(text)
} else := input.values
