# METADATA
# title: Network ACL lets the internet in on every port, SSH or RDP
# description: >-
#   The ACL of the subnet is the second wall behind a security group that somebody opens by mistake. One that admits
#   everything, or the administration ports, stops nobody. A range that only carries the answers to connections from
#   within (1024 and up) is not meant.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-ephemeral-ports
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl
# custom:
#   id: TF-AWS-021
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_network_acl, aws_default_network_acl, aws_network_acl_rule]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, P5]
#   references:
#     trivy: [AWS-0102, AWS-0105]
#     checkov: [CKV_AWS_352, CKV_AWS_232, CKV_AWS_231]
#     cis: [aws-1.4/5.1]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Admit from `0.0.0.0/0` and `::/0` only the ports that the subnet serves and, for answers, 1024 to 65535.
package bartizan.terraform.network_acl

import data.bartizan.lib.network_acl
import data.bartizan.lib.tf

deny contains {
	"path": range.path,
	"message": sprintf("network ACL admits %s from %s", [concat(" and ", names), range.cidr]),
	"key": range.cidr,
} if {
	some entry in network_acl.entries
	entry.action == "allow"
	count(network_acl.doubts(entry)) == 0
	count(vague_denials) == 0
	some range in network_acl.open_ranges(entry)
	names := {name | some name in network_acl.exposed(entry); not denied_before(entry, name, range.family)}
	count(names) > 0
}

undetermined contains {"path": path, "reason": reason} if {
	some entry in network_acl.entries
	not ruled_out(entry)
	some path, reason in network_acl.doubts(entry)
}

undetermined contains {"path": path, "reason": reason} if {
	some entry in network_acl.entries
	entry.action == "allow"
	count(network_acl.open_ranges(entry)) * count(network_acl.exposed(entry)) > 0
	some path, reason in vague_denials
}

undetermined contains {"path": path, "reason": reason} if some path, reason in tf.unknown_blocks("ingress")

# Entries are read in the order of their numbers, the first that fits decides.
denied_before(entry, name, family) if {
	some other in network_acl.entries
	other.action == "deny"
	other.number < entry.number
	some range in network_acl.open_ranges(other)
	range.family == family
	some shut in network_acl.exposed(other)
	shut in {name, "all traffic"}
}

vague_denials := object.union_n([network_acl.doubts(entry) | some entry in network_acl.entries; entry.action != "allow"])

# Does what is known of an entry suffice to see that it opens nothing?
ruled_out(entry) if entry.action == "deny"

ruled_out(entry) if {
	known(entry, {"protocol", "from_port", "to_port"})
	count(network_acl.exposed(entry)) == 0
}

ruled_out(entry) if {
	known(entry, {"cidr_block", "ipv6_cidr_block"})
	count(network_acl.open_ranges(entry)) == 0
}

known(entry, attributes) if count(tf.unknown_among(entry.path, attributes)) == 0
