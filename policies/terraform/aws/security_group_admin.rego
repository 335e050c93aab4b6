# METADATA
# title: Security group opens SSH or RDP to the internet
# description: >-
#   Administration ports are tried with stolen and guessed passwords within minutes of being reachable. One weak
#   account then gives away the host, and with it what the host may read of the citizens' data.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_ingress_rule
# custom:
#   id: TF-AWS-018
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds:
#     - aws_security_group
#     - aws_default_security_group
#     - aws_security_group_rule
#     - aws_vpc_security_group_ingress_rule
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T5, M4O3, M4T2, P5]
#   references:
#     trivy: [AWS-0107]
#     checkov: [CKV_AWS_24, CKV_AWS_25]
#     cis: [aws-1.4/5.2]
#     nist-800-53: [AC-17, SC-7]
#   remediation: >-
#     Remove the rule and administer hosts through AWS Systems Manager Session Manager or a VPN, or name the few
#     addresses that need the port.
package bartizan.terraform.security_group_admin

import data.bartizan.lib.security_group

services := {"SSH": 22, "RDP": 3389}

deny contains {
	"path": open_range.path,
	"message": sprintf("ingress admits %s from %s", [concat(" and ", names), open_range.cidr]),
	"key": open_range.cidr,
} if {
	some open_range in security_group.open_ranges
	count(security_group.unknown_ports(open_range.rule)) == 0
	names := exposed(open_range.rule)
	count(names) > 0
}

undetermined contains {"path": path, "reason": reason} if {
	some open_range in security_group.open_ranges
	some path, reason in security_group.unknown_ports(open_range.rule)
}

undetermined contains {"path": path, "reason": reason} if {
	some rule in security_group.ingress
	count(exposed(rule)) + count(security_group.unknown_ports(rule)) > 0
	some path, reason in security_group.unknown_ranges(rule)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in security_group.unknown_rules

# RDP is spoken over UDP too.
exposed(rule) := {name |
	some name, port in services
	security_group.covers(rule, port, protocols[name])
}

protocols := {"SSH": {"tcp", "6"}, "RDP": {"tcp", "6", "udp", "17"}}
