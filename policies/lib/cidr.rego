# METADATA
# description: Address ranges.
# related_resources:
#   - ref: https://www.iana.org/assignments/ipv4-address-space/ipv4-address-space.xhtml
#   - ref: https://www.rfc-editor.org/rfc/rfc4193#section-3.1
package bartizan.lib.cidr

# Is `range` the internet, or a part of it too large to be anybody's network? IANA hands out IPv4 in /8: whatever is larger
# (0.0.0.0/0, or its halves 0.0.0.0/1 and 128.0.0.0/1) belongs to no one. In IPv6 the private fc00::/7 sets the border.
everyone(range) if {
	parts := split(range, "/")
	contains(parts[0], ".")
	parts[1] in {"0", "1", "2", "3", "4", "5", "6", "7"}
}

everyone(range) if {
	parts := split(range, "/")
	contains(parts[0], ":")
	parts[1] in {"0", "1", "2", "3", "4", "5", "6"}
}
