# METADATA
# title: Load balancer passes on malformed request headers
# description: >-
#   A header whose name no standard allows is read in one way by the load balancer and in another by the service behind
#   it. Requests can be smuggled past checks and into the sessions of others that way.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb#drop_invalid_header_fields
# custom:
#   id: TF-AWS-065
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_lb, aws_alb]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2T4, A6]
#   references:
#     trivy: [AWS-0052]
#     checkov: [CKV_AWS_131]
#     owasp: ["API8:2023"]
#     nist-800-53: [SI-10]
#   remediation: >-
#     Set `drop_invalid_header_fields` to true, once no client of the service depends on header names with other
#     characters than letters, digits and hyphens.
package bartizan.terraform.lb_invalid_headers

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

setting := "drop_invalid_header_fields"

deny contains {
	"path": [setting],
	"message": sprintf("load balancer%s does not drop malformed headers", [label]),
	"fix": [{"op": "set", "path": [setting], "value": true, "safety": "unsafe"}],
} if {
	passes_on
	not unknown.at([setting])
	not unknown.at(["load_balancer_type"])
}

undetermined contains {"path": path, "reason": reason} if {
	passes_on
	some needed in [setting, "load_balancer_type"]
	some path, reason in unknown.at([needed])
}

# Only an application load balancer reads headers; it is the default.
passes_on if {
	object.get(input.values, "load_balancer_type", "application") == "application"
	not tf.is_true(object.get(input.values, setting, false))
}

label := sprintf(" %q", [input.values.name]) if is_string(object.get(input.values, "name", null))

label := "" if not is_string(object.get(input.values, "name", null))
