package bartizan.terraform.environment_secret_test

import data.bartizan.terraform.environment_secret as policy

resource(kind, values) := {"kind": kind, "values": values, "unknown": [], "literals": [], "references": [], "sensitive": []}

lambda(variables) := resource("aws_lambda_function", {"environment": [{"variables": variables}]})

task(variables) := resource("aws_ecs_task_definition", {"container_definitions": json.marshal([{"name": "web", "environment": variables}])})

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

password := [{"name": "DB_PASSWORD", "value": "hunter22"}]

# Assembled, so that no scanner takes this file for a leak.
key_id := concat("", ["AKIA", "Q3EGWLZ7XK2M5P4R"])

test_violated_by_function if {
	some finding in policy.deny with input as lambda({"DB_PASSWORD": "hunter22", "LEVEL": "info"})
	finding == {"path": ["environment", 0, "variables", "DB_PASSWORD"], "message": `environment variable "DB_PASSWORD" holds a secret`}
}

test_violated_by_task if {
	paths(task(password)) == {["container_definitions", "@json", 0, "environment", 0, "value"]}
}

test_violated_by_each_kind if {
	every case in [
		["aws_codebuild_project", {"environment": [{"environment_variable": password}]}, ["environment", 0, "environment_variable", 0, "value"]],
		["google_cloud_run_service", {"template": [{"spec": [{"containers": [{"env": password}]}]}]}, ["template", 0, "spec", 0, "containers", 0, "env", 0, "value"]],
		["google_cloud_run_v2_service", {"template": [{"containers": [{}, {"env": password}]}]}, ["template", 0, "containers", 1, "env", 0, "value"]],
		["google_cloud_run_v2_job", {"template": [{"template": [{"containers": [{"env": password}]}]}]}, ["template", 0, "template", 0, "containers", 0, "env", 0, "value"]],
		["google_cloudfunctions_function", {"build_environment_variables": {"TOKEN": "abc12345"}}, ["build_environment_variables", "TOKEN"]],
		["google_cloudfunctions2_function", {"service_config": [{"environment_variables": {"TOKEN": "abc12345"}}]}, ["service_config", 0, "environment_variables", "TOKEN"]],
		["azurerm_linux_web_app", {"app_settings": {"ApiKey": "abc12345"}}, ["app_settings", "ApiKey"]],
		["azurerm_function_app", {"app_settings": {"API_SECRET": "abc12345"}}, ["app_settings", "API_SECRET"]],
		["azurerm_container_app", {"template": [{"container": [{"env": password}]}]}, ["template", 0, "container", 0, "env", 0, "value"]],
		["azurerm_container_group", {"container": [{"environment_variables": {"TOKEN": "abc12345"}}]}, ["container", 0, "environment_variables", "TOKEN"]],
	] {
		paths(resource(case[0], case[1])) == {case[2]}
	}
}

test_violated_by_connection_strings if {
	every value in [
		"postgres://app:hunter22@db.example.org/app",
		"Server=db;Database=app;User Id=app;Password=hunter22",
		"DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hunter22==;EndpointSuffix=core.windows.net",
	] {
		count(paths(lambda({"STORE": value}))) == 1
	}
}

test_value_is_not_shown if {
	every finding in policy.deny {
		not contains(json.marshal(finding), "hunter22")
	} with input as task(password)
}

test_satisfied if {
	every subject in [
		lambda({"LEVEL": "info", "TOKEN_URL": "https://example.org/token", "DB_SECRET": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"}),
		lambda({"DB_PASSWORD": "", "DB_PASSWORD_FILE": "/run/secrets/db", "REQUIRE_TOKEN": "true"}),
		lambda({"DB_PASSWORD": "AQICAHhQw0p7"}),
		resource("aws_lambda_function", {}),
		resource("aws_ecs_task_definition", {"container_definitions": json.marshal([{"secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:a"}]}])}),
		resource("aws_codebuild_project", {"environment": [{"environment_variable": [{"name": "TOKEN", "value": "build-token-x1", "type": "SECRETS_MANAGER"}]}]}),
		resource("azurerm_linux_web_app", {"app_settings": {"DbPassword": "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/db)", "Db": "Server=db;Password=${PASSWORD}"}}),
		resource("google_cloud_run_v2_service", {"template": [{"containers": [{"env": [{"name": "TOKEN", "value_source": [{}]}]}]}]}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_credential_of_fixed_form_is_told_once if {
	paths(lambda({"AWS_ACCESS_KEY": key_id})) == set()
	paths(task([{"name": "KEY", "value": key_id}])) == set()
	mixed := object.union(task([{"name": "KEY", "value": key_id}]), {"references": [{"path": ["container_definitions"], "address": "aws_ecr_repository.r"}]})
	count(paths(mixed)) == 1
}

test_unknown_is_undetermined if {
	every case in [
		[lambda({}), ["environment", 0, "variables", "DB_PASSWORD"]],
		[lambda({}), ["environment", 0, "variables"]],
		[lambda({}), ["environment"]],
		[task([{"name": "DB_PASSWORD", "value": null}]), ["container_definitions", "@json", 0, "environment", 0, "value"]],
		[task([{"name": null, "value": "a"}]), ["container_definitions", "@json", 0, "environment", 0, "name"]],
		[task([null]), ["container_definitions", "@json", 0, "environment", 0]],
		[resource("aws_ecs_task_definition", {}), ["container_definitions"]],
		[resource("azurerm_linux_web_app", {}), ["app_settings"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_of_something_else_does_not_matter if {
	every case in [
		[lambda({}), ["environment", 0, "variables", "BUCKET"]],
		[task([{"name": "BUCKET", "value": null}]), ["container_definitions", "@json", 0, "environment", 0, "value"]],
		[task([]), ["container_definitions", "@json", 0, "image"]],
		[resource("google_cloud_run_v2_service", {"template": [{"containers": [{"env": [{"name": "TOKEN"}]}]}]}), ["template", 0, "containers", 0, "env", 0, "value_source", 0]],
		[lambda({}), ["role"]],
	] {
		sure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "later"}]})
		count(policy.undetermined) == 0 with input as sure
	}
}
