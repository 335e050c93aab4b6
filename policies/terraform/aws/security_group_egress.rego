# METADATA
# title: Security group lets everything out to the internet
# description: >-
#   Malware that got in fetches its tools, calls home and carries data away over whatever port it likes. Rules that name
#   the ports and networks a service needs stop most of that.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_egress_rule
# custom:
#   id: TF-AWS-020
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_security_group, aws_security_group_rule, aws_vpc_security_group_egress_rule]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, P5]
#   references:
#     trivy: [AWS-0104]
#     checkov: [CKV_AWS_382]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Name the protocol and ports that the service needs, and the networks, prefix lists or security groups that it
#     talks to.
package bartizan.terraform.security_group_egress

import data.bartizan.lib.security_group

deny contains {
	"path": open_range.path,
	"message": sprintf("egress allows all traffic to %s", [open_range.cidr]),
	"key": open_range.cidr,
} if {
	some open_range in security_group.open_egress
	security_group.all_traffic(open_range.rule)
}

undetermined contains {"path": path, "reason": reason} if {
	some open_range in security_group.open_egress
	some path, reason in unknown_protocol(open_range.rule)
}

undetermined contains {"path": path, "reason": reason} if {
	some rule in security_group.egress
	may_be_all_traffic(rule)
	some path, reason in security_group.unknown_ranges(rule)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in security_group.unknown_egress

may_be_all_traffic(rule) if security_group.all_traffic(rule)

may_be_all_traffic(rule) if count(unknown_protocol(rule)) > 0

unknown_protocol(rule) := {path: reason |
	some path, reason in security_group.unknown_ports(rule)
	path[count(path) - 1] in {"protocol", "ip_protocol"}
}
