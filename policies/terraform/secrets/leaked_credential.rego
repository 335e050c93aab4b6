# METADATA
# title: Private key or token stands in the configuration
# description: >-
#   The value has the form of a credential that works at once for whoever reads it, in the repository, in a plan or in
#   the state. Take it as known to strangers.
# related_resources:
#   - ref: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
#   - ref: https://developer.hashicorp.com/terraform/language/manage-sensitive-data
# custom:
#   id: SEC-014
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: ["*"]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, A2, P7]
#   references:
#     nist-800-53: [IA-5]
#   remediation: >-
#     Revoke the credential first, then take it out of the code and its history, and read the new one from a secrets
#     manager.
#   unknown: set
package bartizan.terraform.leaked_credential

import data.bartizan.lib.secrets

deny contains {
	"path": path,
	"message": sprintf("%s holds %s", [concat(".", [sprintf("%v", [step]) | some step in path]), what]),
	"key": what,
	"within": places,
} if {
	suspicious
	walk(input.values, [path, value])
	is_string(value)
	some what, places in secrets.places_in(value)
	secrets.written(path)
	not told_by_tags(path, value)
}

# The provider copies the tags.
told_by_tags(path, value) if {
	path[0] == "tags_all"
	object.get(input.values, array.concat(["tags"], array.slice(path, 1, count(path))), null) == value
}

# One look at everything: the walk is for the few resources that need it.
suspicious if {
	not generates
	text := json.marshal(input.values)
	some mark in secrets.marks
	contains(text, mark)
}

# What an output shows of a resource is told of the resource.
generates if {
	input.kind == "output"
	count(object.get(input, "references", [])) > 0
}

# Resources whose own attributes are the keys they make.
generates if startswith(input.kind, "tls_")

generates if startswith(input.kind, "acme_")

generates if input.kind in {"aws_iam_access_key", "aws_key_pair", "google_service_account_key", "azuread_application_password"}
