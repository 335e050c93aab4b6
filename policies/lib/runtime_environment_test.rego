package bartizan.lib.runtime_environment_test

import data.bartizan.lib.runtime_environment

test_variables_of_mappings_and_lists if {
	mapping := {"kind": "azurerm_container_group", "values": {"container": [{}, {"environment_variables": {"A": "1", "B": null}}]}}
	found := runtime_environment.variables with input as mapping
	found == {{"name": "A", "value": "1", "path": ["container", 1, "environment_variables", "A"]}}

	list := {"kind": "aws_ecs_task_definition", "values": {"container_definitions": `[{"environment": [{"name": "A", "value": "1"}, {"name": "B"}]}, {}]`}}
	listed := runtime_environment.variables with input as list
	listed == {{"name": "A", "value": "1", "path": ["container_definitions", "@json", 0, "environment", 0, "value"]}}
}

test_type_of_codebuild_variables if {
	variables := [{"name": "A", "value": "1", "type": "PARAMETER_STORE"}, {"name": "B", "value": "2", "type": "PLAINTEXT"}]
	found := runtime_environment.variables with input as {"kind": "aws_codebuild_project", "values": {"environment": [{"environment_variable": variables}]}}
	{variable.name | some variable in found} == {"B"}
}

test_names_of_unknown_variables if {
	every case in [
		[["template", 0, "containers", 0, "env", 0, "value"], {"A"}],
		[["template", 0, "containers", 0, "env", 0], {""}],
		[["template", 0, "containers", 0, "env", 0, "name"], {""}],
		[["template", 0, "containers"], {""}],
		[["template"], {""}],
		[["template", 0, "containers", 0, "image"], set()],
		[["template", 0, "containers", 0, "env", 0, "value_source", 0, "secret_key_ref"], set()],
		[["name"], set()],
	] {
		service := {
			"kind": "google_cloud_run_v2_service",
			"values": {"template": [{"containers": [{"env": [{"name": "A"}]}]}]},
			"unknown": [{"path": case[0], "reason": "later"}],
		}
		found := runtime_environment.unknown_variables with input as service
		{variable.name | some variable in found} == case[1]
	}
}

test_no_document_holds_no_variables if {
	count(runtime_environment.variables) == 0 with input as {"kind": "aws_ecs_task_definition", "values": {"container_definitions": "not JSON"}}
	count(runtime_environment.variables) == 0 with input as {"kind": "aws_lambda_function", "values": {}}
}
