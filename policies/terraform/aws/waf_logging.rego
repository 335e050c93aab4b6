# METADATA
# title: Decisions of the web application firewall are not logged
# description: >-
#   After an attack nobody can tell who tried what, what came through, and which real users a rule turned away.
# related_resources:
#   - ref: https://docs.aws.amazon.com/waf/latest/developerguide/logging.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl_logging_configuration
# custom:
#   id: TF-AWS-069
#   severity: low
#   confidence: high
#   platform: terraform
#   kinds: [aws_wafv2_web_acl, aws_wafv2_web_acl_logging_configuration]
#   scope: unit
#   level: 2
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M2O2, P6]
#   references:
#     checkov: [CKV2_AWS_31]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Add an `aws_wafv2_web_acl_logging_configuration` whose `resource_arn` is that of the web ACL. The log group,
#     bucket or stream that takes the log must have a name that begins with `aws-waf-logs-`.
package bartizan.terraform.waf_logging

import data.bartizan.lib.link

kind := "aws_wafv2_web_acl_logging_configuration"

deny contains {
	"resource": acl.address,
	"path": [],
	"message": sprintf("web ACL %q writes no log", [object.get(acl.values, "name", acl.name)]),
} if {
	some acl in unlogged
	not doubt
}

undetermined contains {"resource": acl.address, "path": [], "reason": doubt} if some acl in unlogged

unlogged contains acl if {
	some acl in link.of(["aws_wafv2_web_acl"])
	count(link.companions(kind, "resource_arn", acl, ["arn"])) == 0
}

doubt := link.doubt([kind], "resource_arn", ["aws_wafv2_web_acl"])
