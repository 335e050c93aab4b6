# METADATA
# title: VPC records no flow logs
# description: >-
#   An intruder who moves from host to host leaves no trace in any application log. Flow logs tell those who investigate
#   which machines talked to each other, and when.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/flow_log
# custom:
#   id: TF-AWS-016
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_vpc, aws_default_vpc, aws_flow_log]
#   scope: unit
#   level: 2
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2O2, D4]
#   references:
#     trivy: [AWS-0178]
#     checkov: [CKV2_AWS_11]
#     cis: [aws-1.4/3.9]
#     nist-800-53: [AU-12, SI-4]
#   remediation: >-
#     Add an `aws_flow_log` whose `vpc_id` is the VPC, with a log group, bucket or stream as destination.
package bartizan.terraform.vpc_flow_logs

import data.bartizan.lib.vpc

deny contains {
	"resource": unlogged.address,
	"path": [],
	"message": sprintf("VPC %q has no flow log", [vpc.label(unlogged)]),
} if {
	some unlogged in unlogged_vpcs
	not vpc.doubt("aws_flow_log")
}

undetermined contains {"resource": unlogged.address, "path": [], "reason": reason} if {
	some unlogged in unlogged_vpcs
	reason := vpc.doubt("aws_flow_log")
}

unlogged_vpcs contains subject if {
	some subject in vpc.vpcs
	count(vpc.companions("aws_flow_log", subject)) == 0
}
