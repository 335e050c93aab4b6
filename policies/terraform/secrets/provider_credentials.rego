# METADATA
# title: Provider block holds literal credentials
# description: >-
#   Credentials in a provider block spread with every clone, fork and backup of the repository, and usually open far
#   more than a single service. Whoever finds them acts as the pipeline.
# related_resources:
#   - ref: https://developer.hashicorp.com/terraform/language/providers/configuration
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
# custom:
#   id: SEC-001
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds:
#     - provider.aws
#     - provider.azurerm
#     - provider.azuread
#     - provider.google
#     - provider.google-beta
#     - provider.keycloak
#     - provider.vault
#     - provider.kubernetes
#     - provider.helm
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, D1, A2]
#   references:
#     checkov: [CKV_AWS_41]
#     nist-800-53: [IA-5]
#   remediation: >-
#     Take the credentials out, revoke them, and let the provider read them from its environment, from workload
#     identity, or from a sensitive variable.
package bartizan.terraform.provider_credentials

import data.bartizan.lib.secrets
import data.bartizan.lib.unknown

# Arguments that take a credential, by provider.
arguments := {
	"provider.aws": [["access_key"], ["secret_key"], ["token"]],
	"provider.azurerm": [["client_secret"], ["client_certificate_password"]],
	"provider.azuread": [["client_secret"], ["client_certificate_password"]],
	"provider.google": [["credentials"], ["access_token"]],
	"provider.google-beta": [["credentials"], ["access_token"]],
	"provider.keycloak": [["client_secret"], ["password"]],
	"provider.vault": [["token"]],
	"provider.kubernetes": [["token"], ["password"], ["client_key"]],
	"provider.helm": [["kubernetes", 0, "token"], ["kubernetes", 0, "password"], ["kubernetes", 0, "client_key"]],
}

deny contains {
	"path": path,
	"message": sprintf("%s holds a literal %s", [input.kind, path[count(path) - 1]]),
} if {
	some path in arguments[input.kind]
	value := object.get(input.values, path, "")
	credential(path[0], value)
	secrets.literal(path)
}

undetermined contains {"path": at, "reason": reason} if {
	some path in arguments[input.kind]
	some at, reason in unknown.at(path)
}

# Amazon's keys have a fixed form; others, as local stand-ins of its services take them, open nothing.
credential("access_key", value) if regex.match(`^[A-Z0-9]{16,128}$`, value)

credential("secret_key", value) if regex.match(`^[A-Za-z0-9/+=]{40}$`, value)

# The name of a file is no credential.
credential("credentials", value) if startswith(trim_space(value), "{")

credential(argument, value) if {
	not argument in {"access_key", "secret_key", "credentials"}
	is_string(value)
	not lower(trim_space(value)) in nothing
}

# What is written where an argument must not be empty but none is needed.
nothing := {"", "none", "null", "nil", "unused"}
