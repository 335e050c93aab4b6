# METADATA
# title: Security group opens databases or all ports to the internet
# description: >-
#   A database that answers the whole internet is one flaw or one password away from being copied. A group that admits
#   all ports does the same to every service behind it, also those added later by people who do not know.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_ingress_rule
# custom:
#   id: TF-AWS-019
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
#   controls: [M2T5, M4O3, P5, B2]
#   references:
#     checkov: [CKV_AWS_277]
#     cis: [aws-1.4/5.2]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Admit only the security group of the application, or the addresses that need the port.
#   parameters:
#     ports:
#       type: array
#       default: [1433, 3306, 5432, 6379, 9200, 27017]
#       description: >-
#         Ports of data stores, which nobody on the internet may reach.
package bartizan.terraform.security_group_data

import data.bartizan.lib.params
import data.bartizan.lib.security_group

deny contains {
	"path": open_range.path,
	"message": sprintf("ingress admits %s from %s", [what, open_range.cidr]),
	"key": open_range.cidr,
} if {
	some open_range in security_group.open_ranges
	count(security_group.unknown_ports(open_range.rule)) == 0
	some what in exposed(open_range.rule)
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

# What `rule` opens, in words: one element at most.
exposed(rule) := {"all traffic"} if security_group.all_traffic(rule)

exposed(rule) := {"all ports"} if {
	not security_group.all_traffic(rule)
	security_group.all_ports(rule)
}

exposed(rule) := {sprintf("port %s", [concat(", ", ports)]) |
	ports := [sprintf("%v", [port]) |
		some port in params.get("ports", [1433, 3306, 5432, 6379, 9200, 27017])
		security_group.covers(rule, port, {"tcp", "6"})
	]
	count(ports) > 0
} if {
	not security_group.all_ports(rule)
}
