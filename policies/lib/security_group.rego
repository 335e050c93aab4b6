# METADATA
# description: Rules of AWS security groups, however they are written.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group_rule
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_ingress_rule
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_egress_rule
package bartizan.lib.security_group

import data.bartizan.lib.cidr
import data.bartizan.lib.tf

# Ingress rules: {path, protocol, block}.
ingress contains {"path": ["ingress", index], "protocol": protocol(block, "protocol"), "block": block} if {
	input.kind in {"aws_security_group", "aws_default_security_group"}
	some index, block in object.get(input.values, "ingress", [])
}

ingress contains {"path": [], "protocol": protocol(input.values, "protocol"), "block": input.values} if {
	input.kind == "aws_security_group_rule"
	object.get(input.values, "type", "") == "ingress"
}

ingress contains {"path": [], "protocol": protocol(input.values, "ip_protocol"), "block": input.values} if {
	input.kind == "aws_vpc_security_group_ingress_rule"
}

# Egress rules, in the same form. Those of the default group are not among them: it should have none at all.
egress contains {"path": ["egress", index], "protocol": protocol(block, "protocol"), "block": block} if {
	input.kind == "aws_security_group"
	some index, block in object.get(input.values, "egress", [])
}

egress contains {"path": [], "protocol": protocol(input.values, "protocol"), "block": input.values} if {
	input.kind == "aws_security_group_rule"
	object.get(input.values, "type", "") == "egress"
}

egress contains {"path": [], "protocol": protocol(input.values, "ip_protocol"), "block": input.values} if {
	input.kind == "aws_vpc_security_group_egress_rule"
}

# Ranges of ingress rules that are open to the internet: {rule, path, cidr}.
open_ranges contains range if {
	some rule in ingress
	some range in opened(rule)
}

# Ranges of egress rules that are the internet, in the same form.
open_egress contains range if {
	some rule in egress
	some range in opened(rule)
}

opened(rule) := {{"rule": rule, "path": array.concat(rule.path, [list, index]), "cidr": range} |
	some list in ["cidr_blocks", "ipv6_cidr_blocks"]
	some index, range in object.get(rule.block, list, [])
	cidr.everyone(range)
} | {{"rule": rule, "path": array.concat(rule.path, [attribute]), "cidr": range} |
	some attribute in ["cidr_ipv4", "cidr_ipv6"]
	range := object.get(rule.block, attribute, "")
	cidr.everyone(range)
}

# Does `rule` admit every protocol? Then its ports mean nothing.
all_traffic(rule) if rule.protocol in {"-1", "all"}

# Does `rule` admit `port` over one of `protocols` (as `tcp` or as `6`)?
covers(rule, _, _) if all_traffic(rule)

covers(rule, port, protocols) if {
	rule.protocol in protocols
	tf.number(rule.block.from_port) <= port
	port <= tf.number(rule.block.to_port)
}

# Does `rule` admit every port of its protocol?
all_ports(rule) if all_traffic(rule)

all_ports(rule) if {
	rule.protocol in {"tcp", "6", "udp", "17"}
	tf.number(rule.block.from_port) <= 1
	tf.number(rule.block.to_port) == 65535
}

# What is unknown of the protocol and ports of `rule`, of its ranges, of whether there are further rules: `{path: reason}`.
unknown_ports(rule) := tf.unknown_among(rule.path, {"protocol", "ip_protocol", "from_port", "to_port"})

unknown_ranges(rule) := tf.unknown_among(rule.path, {"cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"})

unknown_rules := object.union(tf.unknown_blocks("ingress"), tf.unknown_blocks("type"))

unknown_egress := object.union(tf.unknown_blocks("egress"), tf.unknown_blocks("type"))

protocol(block, attribute) := lower(sprintf("%v", [object.get(block, attribute, "")]))
