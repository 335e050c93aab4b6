# METADATA
# title: Default security group of a VPC has rules
# description: >-
#   Whatever is launched without naming a security group gets the default one, whose rules let its members reach each
#   other and everything outside. Without rules such a slip does no harm.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group
# custom:
#   id: TF-AWS-017
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_vpc, aws_default_vpc, aws_default_security_group]
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T5, P5]
#   references:
#     trivy: [AWS-0173]
#     checkov: [CKV2_AWS_12]
#     cis: [aws-1.4/5.3]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Add an `aws_default_security_group` for the VPC without `ingress` and `egress`: Terraform then removes the rules.
package bartizan.terraform.vpc_default_security_group

import data.bartizan.lib.unknown
import data.bartizan.lib.vpc

kind := "aws_default_security_group"

deny contains {
	"resource": subject.address,
	"path": [],
	"message": sprintf("VPC %q keeps the rules of its default security group", [vpc.label(subject)]),
	"fix": addition(subject),
} if {
	some subject in unmanaged
	not vpc.doubt(kind)
}

deny contains {
	"resource": group.address,
	"path": [direction],
	"message": sprintf("default security group has %s rules", [direction]),
	"fix": [{"op": "remove", "path": [direction], "safety": "unsafe"}],
} if {
	some group in groups
	some direction in ["ingress", "egress"]
	count(object.get(group.values, direction, [])) > 0
}

undetermined contains {"resource": group.address, "path": [direction], "reason": reason} if {
	some group in groups
	some direction in ["ingress", "egress"]
	some reason in unknown.at_in(group, [direction])
}

# A block that is not known whole is a rule, or none.
undetermined contains {"resource": group.address, "path": [direction], "reason": reason} if {
	some group in groups
	some direction in ["ingress", "egress"]
	count(object.get(group.values, direction, [])) == 0
	not unknown.at_in(group, [direction])
	some reason in unknown.within_in(group, [direction])
}

undetermined contains {"resource": subject.address, "path": [], "reason": reason} if {
	some subject in unmanaged
	reason := vpc.doubt(kind)
}

groups contains resource if {
	some resource in input.resources
	resource.kind == kind
}

unmanaged contains subject if {
	some subject in vpc.vpcs
	count(vpc.companions(kind, subject)) == 0
	not adopted(subject)
}

# A default security group that names no VPC is that of the default VPC.
adopted(subject) if {
	subject.kind == "aws_default_vpc"
	some group in groups
	object.get(group.values, "vpc_id", "") == ""
	not unknown.at_in(group, ["vpc_id"])
}

# None for a VPC that exists in several instances.
addition(subject) := [{
	"op": "add_resource",
	"kind": kind,
	"name": subject.name,
	"values": {"vpc_id": sprintf("${%s.%s.id}", [subject.kind, subject.name])},
	"safety": "unsafe",
}] if {
	not endswith(subject.address, "]")
}

addition(subject) := [] if endswith(subject.address, "]")
