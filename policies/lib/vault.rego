# METADATA
# description: >-
#   Policies and lifetimes of HashiCorp Vault as its Terraform provider writes them.
# related_resources:
#   - ref: https://developer.hashicorp.com/vault/docs/concepts/policies
#   - ref: https://developer.hashicorp.com/vault/docs/concepts/duration-format
#   - ref: https://developer.hashicorp.com/vault/docs/troubleshoot/tune-lease-ttl
package bartizan.lib.vault

import data.bartizan.lib.tf

# How long tokens and leases live where nothing says otherwise: 32 days, in seconds.
default_ttl := 2764800

# Rules of the policy `text`, in HCL or JSON: {path, capabilities, place: where it stands in the text}.
rules(text) := [rule |
	some match in regex.find_all_string_submatch_n(block, text, -1)
	start := indexof(text, match[0])
	rule := {"path": match[1], "capabilities": capabilities(match[2]), "place": [start, start + count(match[0])]}
] if {
	not json.is_valid(text)
}

rules(text) := [rule |
	some path, body in object.get(json.unmarshal(text), "path", {})
	rule := {"path": path, "capabilities": {name | some name in object.get(body, "capabilities", [])}, "place": [0, count(text)]}
] if {
	json.is_valid(text)
}

# `path "secret/*" { … }`, not in a comment.
block := `(?m)^[ \t]*path[ \t]+"([^"]*)"[ \t]*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}`

capabilities(body) := {name |
	some list in regex.find_all_string_submatch_n(`capabilities[ \t]*=[ \t]*\[([^\]]*)\]`, body, -1)
	some quoted in regex.find_all_string_submatch_n(`"([a-z-]+)"`, list[1], -1)
	name := quoted[1]
} | {name |
	some old in regex.find_all_string_submatch_n(`(?m)^[ \t]*policy[ \t]*=[ \t]*"([a-z]+)"`, body, -1)
	some name in object.get(levels, old[1], [])
}

# What stood for several capabilities before Vault 0.5.
levels := {
	"read": ["read", "list"],
	"write": ["create", "read", "update", "delete", "list"],
	"sudo": ["create", "read", "update", "delete", "list", "sudo"],
}

# Seconds in a duration such as `3600`, `1h30m` or `30d`; undefined for anything else.
seconds(given) := tf.number(given)

seconds(given) := to_number(trim_suffix(given, "d")) * 86400 if {
	is_string(given)
	regex.match(`^[0-9]+d$`, given)
}

seconds(given) := time.parse_duration_ns(given) / 1000000000 if {
	is_string(given)
	regex.match(`^([0-9.]+(h|m|s|ms))+$`, given)
}
