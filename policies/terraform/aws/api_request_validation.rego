# METADATA
# title: API method takes input without checking it
# description: >-
#   Whatever a client sends reaches the code behind the gateway: missing fields, wrong types, bodies of any shape. A
#   request validator turns away what does not have the declared form.
# related_resources:
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_request_validator
# custom:
#   id: TF-AWS-072
#   severity: low
#   confidence: low
#   platform: terraform
#   kinds: [aws_api_gateway_method]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2T4, A6]
#   references:
#     checkov: [CKV2_AWS_53]
#     owasp: ["API8:2023"]
#     nist-800-53: [SI-10]
#   remediation: >-
#     Add an `aws_api_gateway_request_validator`, name it in `request_validator_id`, and declare the body as a model in
#     `request_models` and the needed parameters in `request_parameters`.
#   unknown: set
package bartizan.terraform.api_request_validation

import data.bartizan.lib.unknown

deny contains {
	"path": ["request_validator_id"],
	"message": sprintf("method %s does not validate its requests", [input.values.http_method]),
} if {
	unchecked
	takes_input
	not unknown.at(["http_method"])
}

undetermined contains {"path": path, "reason": reason} if {
	unchecked
	some needed in undecided
	some path, reason in unknown.within([needed])
}

undecided := ["http_method"] if takes_input

undecided := ["http_method", "request_parameters", "request_models"] if not takes_input

unchecked if {
	object.get(input.values, "request_validator_id", "") == ""
	not unknown.at(["request_validator_id"])
}

# Methods that bring a body, and those that declare what they take.
takes_input if upper(object.get(input.values, "http_method", "")) in {"POST", "PUT", "PATCH", "ANY"}

takes_input if {
	upper(object.get(input.values, "http_method", "OPTIONS")) != "OPTIONS"
	some declared in ["request_parameters", "request_models"]
	count(object.get(input.values, declared, {})) > 0
}
