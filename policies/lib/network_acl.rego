# METADATA
# description: Entries of network ACLs of AWS for incoming traffic, within the ACL or as resources of their own.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl_rule
package bartizan.lib.network_acl

import data.bartizan.lib.cidr
import data.bartizan.lib.tf

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

# Ranges of `entry` that are the internet: {path, cidr, family}.
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

# What is unknown of `entry` that decides what it does: `{path: reason}`.
doubts(entry) := tf.unknown_among(entry.path, {
	"action", "rule_action", "protocol", "from_port", "to_port",
	"cidr_block", "ipv6_cidr_block", "rule_no", "rule_number", "egress",
})
