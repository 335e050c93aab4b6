# METADATA
# title: API stage does not limit how often it is called
# description: >-
#   One client, by mistake or on purpose, can use up what the account may serve, and all other people and services wait.
#   Without a limit of its own the stage only has that of the whole account.
# related_resources:
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_method_settings
# custom:
#   id: TF-AWS-073
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_api_gateway_method_settings, aws_apigatewayv2_stage]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2T4, D5]
#   references:
#     owasp: ["API4:2023"]
#     nist-800-53: [SC-5]
#   remediation: >-
#     Set `throttling_rate_limit` and `throttling_burst_limit`, in `settings` for the `method_path` `*/*`, in
#     `default_route_settings` of a stage of an HTTP or WebSocket API.
package bartizan.terraform.api_throttling

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": path,
	"message": sprintf("stage %q has no rate limit of its own", [stage]),
} if {
	unlimited
	count(unknown_needs) == 0
}

undetermined contains {"path": at, "reason": reason} if {
	unlimited
	some at, reason in unknown_needs
}

block := "settings" if input.kind == "aws_api_gateway_method_settings"

block := "default_route_settings" if input.kind == "aws_apigatewayv2_stage"

path := [block, 0, "throttling_rate_limit"]

# The settings of a single method leave the limit to those of all methods.
unlimited if {
	object.get(input.values, "method_path", "*/*") == "*/*"
	not limited
}

# Absent and -1 are no limit. A limit of 0 lets nothing through, and that is what the provider sets where the block of a
# stage of an HTTP API names none: https://github.com/hashicorp/terraform-provider-aws/pull/43307
limited if tf.number(object.get(input.values, path, -1)) >= 0

limited if {
	input.kind == "aws_apigatewayv2_stage"
	is_object(object.get(input.values, [block, 0], null))
	object.get(input.values, path, null) == null
	not unknown.at(path)
}

unknown_needs := {at: reason |
	some needed in [path, ["method_path"]]
	some at, reason in unknown.at(needed)
}

stage := object.get(input.values, "stage_name", object.get(input.values, "name", input.name))
