# METADATA
# title: Instance metadata service answers without a session token
# description: >-
#   With version 1 of the metadata service a web application that can be talked into fetching an address gives away
#   the credentials of the instance's role. Version 2 wants a token that such a request cannot obtain. A default of
#   the account that demands tokens is not visible here.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#metadata-options
# custom:
#   id: TF-AWS-023
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_instance, aws_launch_template, aws_launch_configuration]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, D6]
#   references:
#     trivy: [AWS-0028, AWS-0130]
#     checkov: [CKV_AWS_79]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Set `http_tokens` to `required` in `metadata_options`, after checking that the software on the instance speaks
#     version 2.
package bartizan.terraform.imds_v1

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

tokens_path := ["metadata_options", 0, "http_tokens"]

endpoint_path := ["metadata_options", 0, "http_endpoint"]

deny contains {
	"path": tokens_path,
	"message": sprintf("metadata service accepts requests without a token (http_tokens is %s)", [tokens]),
	"fix": [{"op": "set", "path": tokens_path, "value": "required", "safety": "unsafe"}],
} if {
	answers_without_token
	not unknown.at(tokens_path)
	not unknown.at(endpoint_path)
	not inherited
	tokens := object.get(options, "http_tokens", "not set")
}

undetermined contains {"path": path, "reason": reason} if {
	answers_without_token
	some needed in [tokens_path, endpoint_path]
	some path, reason in unknown.at(needed)
}

undetermined contains {"path": tokens_path, "reason": "inherited from the launch template"} if {
	answers_without_token
	not unknown.at(tokens_path)
	inherited
}

options := tf.block(input.values, "metadata_options")

answers_without_token if {
	object.get(options, "http_tokens", "optional") != "required"
	object.get(options, "http_endpoint", "enabled") != "disabled"
}

# What an instance does not say its launch template may.
inherited if {
	input.kind == "aws_instance"
	count(object.get(input.values, "launch_template", [])) > 0
	object.get(options, "http_tokens", "absent") == "absent"
}

inherited if {
	input.kind == "aws_instance"
	unknown.at(["launch_template"])
}
