# METADATA
# title: Environment of a function or task holds a secret
# description: >-
#   The value shows to everyone who may look at the function in the console, in crash reports and in the state, and it
#   changes only with a deployment. A reference to a secrets manager shows nothing. Told by names and values.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
#   - ref: https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html
#   - ref: https://learn.microsoft.com/en-us/azure/app-service/app-service-key-vault-references
#   - ref: https://cloud.google.com/run/docs/configuring/services/secrets
# custom:
#   id: SEC-004
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds:
#     - aws_lambda_function
#     - aws_ecs_task_definition
#     - aws_codebuild_project
#     - aws_apprunner_service
#     - google_cloud_run_service
#     - google_cloud_run_v2_service
#     - google_cloud_run_v2_job
#     - google_cloudfunctions_function
#     - google_cloudfunctions2_function
#     - azurerm_linux_web_app
#     - azurerm_linux_web_app_slot
#     - azurerm_windows_web_app
#     - azurerm_windows_web_app_slot
#     - azurerm_linux_function_app
#     - azurerm_linux_function_app_slot
#     - azurerm_windows_function_app
#     - azurerm_windows_function_app_slot
#     - azurerm_app_service
#     - azurerm_app_service_slot
#     - azurerm_function_app
#     - azurerm_function_app_slot
#     - azurerm_container_app
#     - azurerm_container_app_job
#     - azurerm_container_group
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, M2T1, B4]
#   references:
#     trivy: [AWS-0036]
#     checkov: [CKV_AWS_45]
#     nist-800-53: [IA-5]
#   remediation: >-
#     Keep the value in a secrets manager and refer to it: `secrets` of an ECS container, `value_source` in Cloud Run, a
#     Key Vault reference in app settings; let a Lambda function fetch it with its own role. Change the value that was
#     shown.
package bartizan.terraform.environment_secret

import data.bartizan.lib.kubernetes_credential
import data.bartizan.lib.runtime_environment
import data.bartizan.lib.secrets

deny contains {
	"path": variable.path,
	"message": sprintf("environment variable %q holds a secret", [variable.name]),
} if {
	some variable in runtime_environment.variables
	kubernetes_credential.literal(variable.value)
	secret(variable.name, variable.value)
	not kept_elsewhere(variable.value)
	not told_elsewhere(variable)
}

undetermined contains {"path": variable.path, "reason": variable.reason} if {
	some variable in runtime_environment.unknown_variables
	kubernetes_credential.suspect(variable.name)
}

secret(name, value) if kubernetes_credential.pair(name, value)

secret(_, value) if kubernetes_credential.connection(value)

secret(_, value) if count(kubernetes_credential.forms_in(value)) > 0

# Connection strings of Azure and of database drivers.
secret(_, value) if regex.match(`(?i)(^|;) *(accountkey|sharedaccesskey|password|pwd) *= *[^;${ ]`, value)

# A reference that the service resolves, or a value that only a KMS key opens.
kept_elsewhere(value) if {
	some prefix in ["@Microsoft.KeyVault(", "@Microsoft.AppConfiguration(", "AQICAH"]
	startswith(value, prefix)
}

# What has a fixed form, the policy on such credentials tells.
told_elsewhere(variable) if {
	count(kubernetes_credential.forms_in(variable.value)) > 0
	secrets.written(seen(variable.path))
}

# That policy sees a JSON document as one text.
seen(path) := ["container_definitions"] if "@json" in path

seen(path) := path if not "@json" in path
