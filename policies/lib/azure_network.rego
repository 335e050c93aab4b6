# METADATA
# description: Inbound rules of Azure network security groups, within the group or standing alone.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_security_rule
#   - ref: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
package bartizan.lib.azure_network

import data.bartizan.lib.cidr
import data.bartizan.lib.tf

# Security rules: {path, block}.
rules contains {"path": ["security_rule", index], "block": block} if {
	input.kind == "azurerm_network_security_group"
	some index, block in object.get(input.values, "security_rule", [])
}

rules contains {"path": [], "block": input.values} if input.kind == "azurerm_network_security_rule"

# Does `rule` let packets in?
inbound_allow(rule) if {
	lower(object.get(rule.block, "direction", "")) == "inbound"
	lower(object.get(rule.block, "access", "")) == "allow"
}

# Sources that mean the internet, of rules that let packets in: {rule, path, source}.
open_sources contains {"rule": rule, "path": array.concat(rule.path, ["source_address_prefix"]), "source": source} if {
	some rule in rules
	inbound_allow(rule)
	source := object.get(rule.block, "source_address_prefix", "")
	everyone(source)
}

open_sources contains {"rule": rule, "path": array.concat(rule.path, ["source_address_prefixes", index]), "source": source} if {
	some rule in rules
	inbound_allow(rule)
	some index, source in object.get(rule.block, "source_address_prefixes", [])
	everyone(source)
}

everyone(source) if lower(source) in {"*", "any", "internet"}

everyone(source) if cidr.everyone(source)

# Port ranges of `rule`, `*` written as 0-65535: [from, to].
port_ranges(rule) := [bounds |
	some text in array.concat(
		tf.list(object.get(rule.block, "destination_port_range", [])),
		object.get(rule.block, "destination_port_ranges", []),
	)
	bounds := port_bounds(text)
]

port_bounds(text) := [0, 65535] if text == "*"

port_bounds(text) := [number, number] if number := tf.number(text)

port_bounds(text) := [tf.number(ends[0]), tf.number(ends[1])] if {
	regex.match(`^[0-9]+-[0-9]+$`, text)
	ends := split(text, "-")
}

# Does `rule` admit `port` over one of `protocols`?
covers(rule, port, protocols) if {
	lower(object.get(rule.block, "protocol", "")) in (protocols | {"*"})
	some bounds in port_ranges(rule)
	bounds[0] <= port
	port <= bounds[1]
}

# Does `rule` admit every port?
all_ports(rule) if {
	some bounds in port_ranges(rule)
	bounds[0] <= 1
	bounds[1] == 65535
}

# What is unknown of the protocol and ports of `rule`; of that where it matters: `{path: reason}`. Sources and direction
# matter where they may make the rule an open one, ports where the sources may be everyone.
unknown_ports(rule) := tf.unknown_among(rule.path, {"protocol", "destination_port_range", "destination_port_ranges"})

unknown_sources(rule) := tf.unknown_among(rule.path, {"source_address_prefix", "source_address_prefixes"})

unknown_direction(rule) := tf.unknown_among(rule.path, {"direction", "access"})

unknown_parts(rule) := object.union(unknown_ports(rule), object.union(unknown_sources(rule), unknown_direction(rule))) if {
	possibly_inbound_allow(rule)
	possibly_everyone(rule)
}

# Rules that are unknown as a whole.
unknown_rules := tf.unknown_blocks("security_rule")

possibly_inbound_allow(rule) if {
	lower(object.get(rule.block, "direction", "inbound")) == "inbound"
	lower(object.get(rule.block, "access", "allow")) == "allow"
}

possibly_everyone(rule) if everyone(object.get(rule.block, "source_address_prefix", ""))

possibly_everyone(rule) if {
	some source in object.get(rule.block, "source_address_prefixes", [])
	everyone(source)
}

possibly_everyone(rule) if count(unknown_sources(rule)) > 0
