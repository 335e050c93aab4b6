# METADATA
# title: Public load balancer, API or distribution has no web application firewall
# description: >-
#   Everyone on the internet can reach it, and nothing filters what they send. Attempts at injection and known exploits
#   arrive at the service itself.
# related_resources:
#   - ref: https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl_association
# custom:
#   id: TF-AWS-066
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds:
#     - aws_lb
#     - aws_alb
#     - aws_api_gateway_stage
#     - aws_api_gateway_rest_api
#     - aws_cloudfront_distribution
#     - aws_wafv2_web_acl_association
#     - aws_wafregional_web_acl_association
#     - aws_fms_policy
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T4, A6]
#   references:
#     trivy: [AWS-0011]
#     checkov: [CKV2_AWS_28, CKV2_AWS_29, CKV_AWS_68]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Add an `aws_wafv2_web_acl_association` whose `resource_arn` is that of the load balancer or stage; on a
#     distribution set `web_acl_id` to the ARN of an `aws_wafv2_web_acl` of scope `CLOUDFRONT`.
#   unknown: set
package bartizan.terraform.waf_missing

import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

associations := ["aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association"]

regional := ["aws_lb", "aws_alb", "aws_api_gateway_stage"]

balancers := ["aws_lb", "aws_alb"]

deny contains {
	"resource": subject.address,
	"path": path,
	"message": sprintf("%s has no web application firewall", [label(subject)]),
} if {
	some subject, path in open_to_all
	count(unsettled(subject)) == 0
	not doubt(subject)
}

undetermined contains {"resource": subject.address, "path": path, "reason": reason} if {
	some subject in object.keys(open_to_all)
	some path, reason in unsettled(subject)
}

undetermined contains {"resource": subject.address, "path": path, "reason": doubt(subject)} if {
	some subject, path in open_to_all
	count(unsettled(subject)) == 0
}

# What faces the internet and has no firewall in sight, with the path where one should stand.
open_to_all[subject] := [] if {
	some subject in link.of(balancers)
	object.get(subject.values, "load_balancer_type", "application") == "application"
	not tf.is_true(object.get(subject.values, "internal", false))
	unprotected(subject)
}

open_to_all[subject] := [] if {
	some subject in link.of(["aws_api_gateway_stage"])
	unprotected(subject)
	not private(subject)
}

open_to_all[subject] := ["web_acl_id"] if {
	some subject in link.of(["aws_cloudfront_distribution"])
	object.get(subject.values, "web_acl_id", "") == ""
	not tf.is_false(object.get(subject.values, "enabled", true))
	not unknown.at_in(subject, ["web_acl_id"])
}

unprotected(subject) if {
	count([index | some kind in associations; some index in link.companions(kind, "resource_arn", subject, ["arn"])]) == 0
}

# The stage of an API that is reached from private networks only.
private(stage) if {
	some api in link.targets(stage, "rest_api_id", "aws_api_gateway_rest_api")
	object.get(api.values, types, []) == ["PRIVATE"]
}

decisive := {
	"aws_lb": ["internal", "load_balancer_type"],
	"aws_alb": ["internal", "load_balancer_type"],
	"aws_cloudfront_distribution": ["enabled"],
}

# What decides whether `subject` faces the internet and is only known after apply: `{path: reason}`.
unsettled(subject) := object.union(own_unknown(subject), of_stage(subject))

own_unknown(subject) := {path: reason |
	some needed in object.get(decisive, subject.kind, [])
	some path, reason in unknown.at_in(subject, [needed])
}

of_stage(subject) := {["rest_api_id"]: concat(", ", reasons) |
	some api in link.targets(subject, "rest_api_id", "aws_api_gateway_rest_api")
	reasons := object.get(unknown_types, api.address, set())
	count(reasons) > 0
}

# By address, why the endpoint types of an API are not known.
unknown_types[api.address] contains reason if {
	some api in link.of(["aws_api_gateway_rest_api"])
	some reason in unknown.within_in(api, types)
}

types := ["endpoint_configuration", 0, "types"]

doubt(subject) := link.doubt(associations, "resource_arn", regional) if {
	subject.kind in regional
	count(link.of(["aws_fms_policy"])) == 0
}

doubt(_) := "a policy of AWS Firewall Manager may add one" if count(link.of(["aws_fms_policy"])) > 0

label(subject) := sprintf("public load balancer %q", [name(subject)]) if subject.kind in balancers

label(subject) := sprintf("stage %q of the API", [object.get(subject.values, "stage_name", subject.name)]) if subject.kind == "aws_api_gateway_stage"

label(subject) := sprintf("distribution %q", [subject.name]) if subject.kind == "aws_cloudfront_distribution"

name(subject) := object.get(subject.values, "name", subject.name)
