# METADATA
# description: Ingress rules of Google Cloud firewalls.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_firewall
#   - ref: https://cloud.google.com/firewall/docs/firewalls
package bartizan.lib.google_firewall

import data.bartizan.lib.cidr
import data.bartizan.lib.tf

# Is the firewall a rule for incoming packets that is in force, as far as one knows? Its direction is INGRESS unless given.
active_ingress if {
	upper(object.get(input.values, "direction", "INGRESS")) == "INGRESS"
	not tf.is_true(object.get(input.values, "disabled", false))
}

# Source ranges that mean the internet: {path, cidr}.
open_ranges contains {"path": ["source_ranges", index], "cidr": range} if {
	active_ingress
	some index, range in object.get(input.values, "source_ranges", [])
	cidr.everyone(range)
}

# What is allowed: {path, protocol, ports}; `all_ports` where a block names none.
allowed contains {"path": ["allow", index], "protocol": lower(sprintf("%v", [object.get(block, "protocol", "")])), "ports": object.get(block, "ports", [])} if {
	some index, block in object.get(input.values, "allow", [])
}

# Does `allow` admit every port of one of `protocols`?
all_ports(allow, protocols) if {
	allow.protocol in (protocols | {"all"})
	count(allow.ports) == 0
}

all_ports(allow, protocols) if {
	allow.protocol in protocols
	some range in allow.ports
	range in {"0-65535", "1-65535"}
}

# Does `allow` admit `port` over one of `protocols`?
covers(allow, _, protocols) if all_ports(allow, protocols)

covers(allow, port, protocols) if {
	allow.protocol in protocols
	some range in allow.ports
	ends := split(sprintf("%v", [range]), "-")
	tf.number(ends[0]) <= port
	port <= tf.number(ends[count(ends) - 1])
}

# What is unknown of the rule where it is, or may be, one that lets the internet in: `{path: reason}`.
unknown_parts := found if {
	active_ingress
	possibly_everyone
	found := tf.unknown_among([], {"direction", "disabled", "source_ranges", "allow"})
}

unknown_parts := {} if not active_ingress

unknown_parts := {} if not possibly_everyone

# What is unknown of the allowed traffic: `{path: reason}`.
unknown_allow := tf.unknown_among([], {"allow"})

possibly_everyone if {
	some range in object.get(input.values, "source_ranges", [])
	cidr.everyone(range)
}

possibly_everyone if count(tf.unknown_among([], {"source_ranges"})) > 0
