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

import data.bartizan.lib.cidr
import data.bartizan.lib.tf

deny contains {
	"path": range.path,
	"message": sprintf("network ACL admits %s from %s", [concat(" and ", names), range.cidr]),
	"key": range.cidr,
} if {
	some entry in entries
	entry.action == "allow"
	count(doubts(entry)) == 0
	count(vague_denials) == 0
	some range in open_ranges(entry)
	names := {name | some name in exposed(entry); not denied_before(entry, name, range.family)}
	count(names) > 0
}

undetermined contains {"path": path, "reason": reason} if {
	some entry in entries
	not ruled_out(entry)
	some path, reason in doubts(entry)
}

undetermined contains {"path": path, "reason": reason} if {
	some entry in entries
	entry.action == "allow"
	count(open_ranges(entry)) * count(exposed(entry)) > 0
	some path, reason in vague_denials
}

undetermined contains {"path": path, "reason": reason} if some path, reason in tf.unknown_blocks("ingress")

# Entries for incoming traffic: {path, action, protocol, number, block}.
entries contains {
	"path": ["ingress", index],
	"action": lower(object.get(block, "action", "")),
	"protocol": lower(sprintf("%v", [object.get(block, "protocol", "")])),
	"number": number(block, "rule_no"),
	"block": block,
} if {
	input.kind != "aws_network_acl_rule"
	some index, block in object.get(input.values, "ingress", [])
}

entries contains {
	"path": [],
	"action": lower(object.get(input.values, "rule_action", "")),
	"protocol": lower(sprintf("%v", [object.get(input.values, "protocol", "")])),
	"number": number(input.values, "rule_number"),
	"block": input.values,
} if {
	input.kind == "aws_network_acl_rule"
	not tf.is_true(object.get(input.values, "egress", false))
}

number(block, attribute) := tf.number(object.get(block, attribute, 0))

open_ranges(entry) := {{"path": array.concat(entry.path, [attribute]), "cidr": range, "family": attribute} |
	some attribute in ["cidr_block", "ipv6_cidr_block"]
	range := object.get(entry.block, attribute, "")
	cidr.everyone(range)
}

# What an entry opens, or shuts.
exposed(entry) := {"all traffic"} if entry.protocol in {"-1", "all"}

exposed(entry) := {name |
	some name, port in {"SSH": 22, "RDP": 3389}
	entry.protocol in {"tcp", "6"}
	from := tf.number(entry.block.from_port)
	to := tf.number(entry.block.to_port)
	from <= port
	port <= to
	not for_answers(from, to)
} if {
	not entry.protocol in {"-1", "all"}
}

# Answers come back to a port that the caller's system picks: up to 60999 on Linux, 65535 elsewhere.
for_answers(from, to) if {
	from >= 1024
	to >= 60999
}

# Entries are read in the order of their numbers, the first that fits decides.
denied_before(entry, name, family) if {
	some other in entries
	other.action == "deny"
	other.number < entry.number
	some range in open_ranges(other)
	range.family == family
	some shut in exposed(other)
	shut in {name, "all traffic"}
}

doubts(entry) := tf.unknown_among(entry.path, {
	"action", "rule_action", "protocol", "from_port", "to_port",
	"cidr_block", "ipv6_cidr_block", "rule_no", "rule_number", "egress",
})

vague_denials := object.union_n([doubts(entry) | some entry in entries; entry.action != "allow"])

# Does what is known of an entry suffice to see that it opens nothing?
ruled_out(entry) if entry.action == "deny"

ruled_out(entry) if {
	known(entry, {"protocol", "from_port", "to_port"})
	count(exposed(entry)) == 0
}

ruled_out(entry) if {
	known(entry, {"cidr_block", "ipv6_cidr_block"})
	count(open_ranges(entry)) == 0
}

known(entry, attributes) if count(tf.unknown_among(entry.path, attributes)) == 0
