# METADATA
# title: Public endpoint accepts old versions of TLS
# description: >-
#   TLS 1.0 and 1.1 have known flaws. As long as an endpoint accepts them, whoever sits on the line can talk browser
#   and server down to them and go on from there.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
#   - ref: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
# custom:
#   id: TF-AWS-064
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_lb_listener, aws_alb_listener, aws_api_gateway_domain_name, aws_cloudfront_distribution]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M1T2, D5]
#   references:
#     trivy: [AWS-0047, AWS-0005, AWS-0013]
#     checkov: [CKV_AWS_103, CKV_AWS_206, CKV_AWS_174]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Set `ssl_policy` to `ELBSecurityPolicy-TLS13-1-2-2021-06` on a listener, `minimum_protocol_version` to
#     `TLSv1.2_2021` on a distribution, `security_policy` to `TLS_1_2` on a domain name.
package bartizan.terraform.tls_policy

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": setting.path,
	"message": sprintf("%s is %s", [setting.path[count(setting.path) - 1], setting.shown]),
	"fix": [{"op": "set", "path": setting.path, "value": setting.wanted, "safety": "unsafe"}],
} if {
	some setting in settings
	count(unknown_needs(setting)) == 0
	not setting.accepted
}

undetermined contains {"path": path, "reason": reason} if {
	some setting in settings
	some path, reason in unknown_needs(setting)
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind in listeners
	some path, reason in unknown.at(["protocol"])
}

# What is unknown of the setting, and of what decides whether it counts where it would be a fault: `{path: reason}`.
unknown_needs(setting) := {path: reason |
	some need in array.concat([setting.path], [other | some other in setting.depends_on; not setting.accepted])
	some path, reason in unknown.at(need)
}

listeners := {"aws_lb_listener", "aws_alb_listener"}

# The setting that decides, where there is one: {path, value as shown, wanted value, accepted, paths it depends on}.
settings contains {
	"path": ["ssl_policy"],
	"shown": object.get(input.values, "ssl_policy", "not set (ELBSecurityPolicy-2016-08)"),
	"wanted": "ELBSecurityPolicy-TLS13-1-2-2021-06",
	"accepted": regex.match(`^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-`, object.get(input.values, "ssl_policy", "")),
	"depends_on": [["protocol"]],
} if {
	input.kind in listeners
	encrypted_listener
}

settings contains {
	"path": ["security_policy"],
	"shown": policy_name,
	"wanted": "TLS_1_2",
	"accepted": policy_name != "TLS_1_0",
	"depends_on": [],
} if {
	input.kind == "aws_api_gateway_domain_name"
	policy_name := object.get(input.values, "security_policy", "TLS_1_2")
}

settings contains {
	"path": ["viewer_certificate", 0, "minimum_protocol_version"],
	"shown": object.get(certificate, "minimum_protocol_version", "not set (TLSv1)"),
	"wanted": "TLSv1.2_2021",
	"accepted": regex.match(`^TLSv1\.[23]`, object.get(certificate, "minimum_protocol_version", "")),
	"depends_on": [["viewer_certificate", 0, "cloudfront_default_certificate"]],
} if {
	input.kind == "aws_cloudfront_distribution"
	certificate := tf.block(input.values, "viewer_certificate")
	not tf.is_true(object.get(certificate, "cloudfront_default_certificate", false))
}

# The certificate of CloudFront's own domain fixes TLSv1; only a domain and certificate of one's own change it.
settings contains {
	"path": ["viewer_certificate", 0, "cloudfront_default_certificate"],
	"shown": "true, which fixes TLSv1 as minimum_protocol_version",
	"wanted": false,
	"accepted": false,
	"depends_on": [],
} if {
	input.kind == "aws_cloudfront_distribution"
	tf.is_true(object.get(input.values, ["viewer_certificate", 0, "cloudfront_default_certificate"], false))
}

encrypted_listener if upper(object.get(input.values, "protocol", "")) in {"HTTPS", "TLS"}

encrypted_listener if {
	object.get(input.values, "protocol", "") == ""
	object.get(input.values, "ssl_policy", "") != ""
}
