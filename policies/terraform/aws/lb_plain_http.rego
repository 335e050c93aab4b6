# METADATA
# title: Load balancer serves plain HTTP
# description: >-
#   Sessions, tokens and personal data travel readable for everyone on the way, and can be changed there. A listener
#   on port 80 is only good for sending people to HTTPS.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_listener
# custom:
#   id: TF-AWS-063
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_lb_listener, aws_alb_listener]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M1T2, D5, P5]
#   references:
#     trivy: [AWS-0054]
#     checkov: [CKV_AWS_2, CKV2_AWS_20]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Let the listener's default action redirect to HTTPS with status `HTTP_301`, and serve on a listener with a
#     certificate.
package bartizan.terraform.lb_plain_http

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["protocol"],
	"message": sprintf("listener%s serves plain HTTP", [port]),
	"fix": [{
		"op": "set",
		"path": ["default_action"],
		"value": [{"type": "redirect", "redirect": [{"port": "443", "protocol": "HTTPS", "status_code": "HTTP_301"}]}],
		"safety": "unsafe",
	}],
} if {
	http
	not redirected
	count(unknown_settings) == 0
	port := concat("", [text | given := object.get(input.values, "port", ""); given != ""; text := sprintf(" on port %v", [given])])
}

undetermined contains {"path": path, "reason": reason} if {
	not redirected
	possibly_http
	some path, reason in unknown_settings
}

http if upper(object.get(input.values, "protocol", "")) == "HTTP"

# An application load balancer's listener without a protocol speaks HTTP. A gateway load balancer's has neither protocol
# nor port.
http if {
	object.get(input.values, "protocol", "") == ""
	object.get(input.values, "port", "") != ""
	object.get(input.values, "certificate_arn", "") == ""
	not unknown.at(["certificate_arn"])
}

possibly_http if http

possibly_http if unknown.at(["protocol"])

redirected if {
	some action in object.get(input.values, "default_action", [])
	action.type == "redirect"
	upper(object.get(action, ["redirect", 0, "protocol"], "#{protocol}")) == "HTTPS"
}

# Where an action is unknown as a whole, or its type or its redirect is.
unknown_settings := object.union(tf.unknown_among([], {"protocol"}), unknown_actions)

unknown_actions := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	entry.path[0] == "default_action"
	decisive(entry.path)
}

decisive(path) if count(path) <= 2

decisive(path) if path[2] == "type"

decisive(path) if {
	path[2] == "redirect"
	not path[4] in {"host", "path", "port", "query", "status_code"}
}

decisive(path) if {
	path[2] == "redirect"
	count(path) <= 4
}
