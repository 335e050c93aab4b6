# METADATA
# title: API stage writes no access log
# description: >-
#   Who called what, when and from where is nowhere to be found afterwards: not for the one who looks into a breach, and
#   not for the citizen who asks who saw their data.
# related_resources:
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
# custom:
#   id: TF-AWS-071
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_api_gateway_stage, aws_apigatewayv2_stage]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, A7]
#   references:
#     trivy: [AWS-0001]
#     checkov: [CKV_AWS_76]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Add `access_log_settings` with the ARN of a log group as `destination_arn` and a `format` that holds request id,
#     time, caller and status.
#   unknown: set
package bartizan.terraform.api_access_log

deny contains {
	"path": ["access_log_settings"],
	"message": sprintf("stage %q writes no access log", [name]),
} if {
	count(object.get(input.values, "access_log_settings", [])) == 0
	count(unknown_blocks) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	count(object.get(input.values, "access_log_settings", [])) == 0
	some path, reason in unknown_blocks
}

# A destination that is made by the same apply counts as given; whether there is a block at all must be known.
unknown_blocks := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	entry.path in [[], ["access_log_settings"]]
}

name := object.get(input.values, "stage_name", object.get(input.values, "name", input.name))
