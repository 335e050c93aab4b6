# METADATA
# title: Tracing is off for an API or function
# description: >-
#   What one user's action set off cannot be followed from service to service. Whoever has to explain a fault or an
#   intrusion puts it together from separate logs by hand.
# related_resources:
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html
#   - ref: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
# custom:
#   id: TF-AWS-074
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_api_gateway_stage, aws_lambda_function]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, A7]
#   references:
#     trivy: [AWS-0003, AWS-0066]
#     checkov: [CKV_AWS_73, CKV_AWS_50]
#     nist-800-53: [AU-3]
#   remediation: >-
#     Set `xray_tracing_enabled` to true on a stage; on a function set `mode` of `tracing_config` to `Active` and let its
#     role write to X-Ray.
package bartizan.terraform.tracing

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": path,
	"message": sprintf("%s is not traced", [label]),
	"fix": [{"op": "set", "path": path, "value": wanted, "safety": "unsafe"}],
} if {
	not traced
	not unknown.at(path)
}

undetermined contains {"path": at, "reason": reason} if some at, reason in unknown.at(path)

path := ["xray_tracing_enabled"] if input.kind == "aws_api_gateway_stage"

path := ["tracing_config", 0, "mode"] if input.kind == "aws_lambda_function"

wanted := true if input.kind == "aws_api_gateway_stage"

wanted := "Active" if input.kind == "aws_lambda_function"

traced if tf.is_true(object.get(input.values, path, false))

traced if object.get(input.values, path, "PassThrough") == "Active"

label := sprintf("stage %q", [object.get(input.values, "stage_name", input.name)]) if input.kind == "aws_api_gateway_stage"

label := sprintf("function %q", [object.get(input.values, "function_name", input.name)]) if input.kind == "aws_lambda_function"
