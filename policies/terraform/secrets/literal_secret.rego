# METADATA
# title: Secret is written into its store from a literal
# description: >-
#   A store keeps a secret from those who may not read it, but here the code holds it as well, with its history and every
#   copy of it, and so does the state. Secrets of Kubernetes are asked the same as manifests are.
# related_resources:
#   - ref: https://developer.hashicorp.com/terraform/language/manage-sensitive-data
#   - ref: https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret_version
# custom:
#   id: SEC-009
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - aws_secretsmanager_secret_version
#     - aws_ssm_parameter
#     - azurerm_key_vault_secret
#     - google_secret_manager_secret_version
#     - google_secret_manager_regional_secret_version
#     - vault_generic_secret
#     - vault_kv_secret
#     - vault_kv_secret_v2
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, M2T1, D1, P3]
#   references:
#     nist-800-53: [IA-5]
#   remediation: >-
#     Change the secret, and let it be generated (`random_password`), handed in as an ephemeral variable through the
#     write-only argument (`secret_string_wo`, `value_wo`, `data_json_wo`), or put in outside of Terraform.
#   parameters:
#     placeholders:
#       type: array
#       default: [changeme, change-me, placeholder, dummy, todo, tbd, replaceme, replace-me, default, initial, empty, unset]
#       description: Values that stand for a secret put in later.
#   unknown: set
package bartizan.terraform.literal_secret

import data.bartizan.lib.kubernetes_credential
import data.bartizan.lib.params
import data.bartizan.lib.secrets

# The argument that holds the secret.
arguments := {
	"aws_secretsmanager_secret_version": ["secret_string", "secret_binary"],
	"aws_ssm_parameter": ["value"],
	"azurerm_key_vault_secret": ["value"],
	"google_secret_manager_secret_version": ["secret_data"],
	"google_secret_manager_regional_secret_version": ["secret_data"],
	"vault_generic_secret": ["data_json"],
	"vault_kv_secret": ["data_json"],
	"vault_kv_secret_v2": ["data_json"],
}

deny contains {"path": [argument], "message": sprintf("%s is a literal", [argument])} if {
	some argument, text in given
	not members(text)
	real(text)
	secrets.literal([argument])
}

deny contains {"path": [argument, "@json", name], "message": sprintf("%s holds a literal %q", [argument, name])} if {
	some argument, text in given
	some name in hidden(text)
	written(argument)
}

undetermined contains {"path": [argument], "reason": "the plan does not show how it is written"} if {
	some argument, text in given
	secret(text)
	not secrets.literal([argument])
	secrets.no_configuration
}

undetermined contains {"path": [argument], "reason": "nothing tells which of its parts are written here"} if {
	some argument, text in given
	count(hidden(text)) > 0
	not written(argument)
	not secrets.no_configuration
	not secrets.refers([argument])
}

# Arguments and their texts. A parameter of another type than `SecureString` is no secret, or a fault of its own.
given[argument] := text if {
	not plain_parameter
	some argument in arguments[input.kind]
	text := object.get(input.values, argument, "")
	is_string(text)
}

plain_parameter if {
	input.kind == "aws_ssm_parameter"
	object.get(input.values, "type", "String") != "SecureString"
}

secret(text) if {
	not members(text)
	real(text)
}

secret(text) if count(hidden(text)) > 0

# The object that `text` is the JSON of; undefined when it is none.
members(text) := object_of if {
	startswith(trim_space(text), "{")
	json.is_valid(text)
	object_of := json.unmarshal(text)
}

# Names of its members that hold a secret.
hidden(text) := {name |
	some name, value in members(text)
	real(value)
	kubernetes_credential.pair(name, value)
}

# Is the document a literal, or made of parts that are known here, none of which is sensitive?
written(argument) if secrets.literal([argument])

written(argument) if {
	not secrets.no_configuration
	not secrets.is_sensitive([argument])
}

real(value) if {
	kubernetes_credential.literal(value)
	not lower(trim_space(value)) in {lower(word) | some word in placeholders}
}

placeholders := params.get("placeholders", [
	"changeme", "change-me", "placeholder", "dummy", "todo", "tbd", "replaceme", "replace-me", "default", "initial",
	"empty", "unset",
])
