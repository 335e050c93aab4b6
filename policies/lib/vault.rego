# METADATA
# description: >-
#   Policies and lifetimes of HashiCorp Vault as its Terraform provider writes them.
# related_resources:
#   - ref: https://developer.hashicorp.com/vault/docs/concepts/policies
#   - ref: https://developer.hashicorp.com/vault/docs/concepts/duration-format
#   - ref: https://developer.hashicorp.com/vault/docs/troubleshoot/tune-lease-ttl
package bartizan.lib.vault

import data.bartizan.lib.link
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

# By kind of role, the attribute for the lifetime of what it issues: as it is written now, and as it was.
ttl_names := {
	"vault_kubernetes_auth_backend_role": ["token_ttl", "ttl"],
	"vault_approle_auth_backend_role": ["token_ttl"],
	"vault_jwt_auth_backend_role": ["token_ttl", "ttl"],
	"vault_database_secret_backend_role": ["default_ttl"],
}

# Attributes that end what a role issues whatever its lifetime.
caps := ["token_max_ttl", "token_explicit_max_ttl", "max_ttl"]

# Attributes that take the place of the lifetime: after so long the token needs renewal.
periods := ["token_period", "period"]

# Every attribute that has to do with lifetimes.
lifetimes := {name | some names in ttl_names; some name in names} | {name | some name in array.concat(caps, periods)}

# The first of the attributes `names` of `role` that sets a number of seconds; 0 sets none.
first_set(role, names) := given[0] if {
	given := [number | some name in names; number := tf.number(object.get(role.values, name, 0)); number > 0]
	count(given) > 0
}

# The lifetime that `role` sets itself, in seconds; undefined where it sets none.
own_ttl(role) := first_set(role, ttl_names[role.kind])

# The lifetime that the mount of `role` gives where the role sets none; undefined where the mount is not in the unit.
mount_ttl(role) := object.get(tuned, mount.address, default_ttl) if {
	some mount in mounts(role)
}

mount_kinds := ["vault_auth_backend", "vault_jwt_auth_backend", "vault_mount"]

mounts(role) := {mount |
	some kind in mount_kinds
	some mount in link.targets(role, "backend", kind)
} | {mount |
	some mount in link.of(mount_kinds)
	object.get(mount.values, "path", object.get(mount.values, "type", null)) == object.get(role.values, "backend", "")
}

# Default lifetimes of mounts that set one, by address.
tuned[mount.address] := lifetime if {
	some mount in link.of(["vault_auth_backend", "vault_jwt_auth_backend"])
	lifetime := seconds(object.get(mount.values, ["tune", 0, "default_lease_ttl"], 0))
	lifetime > 0
}

tuned[mount.address] := lifetime if {
	some mount in link.of(["vault_mount"])
	lifetime := seconds(object.get(mount.values, "default_lease_ttl_seconds", 0))
	lifetime > 0
}
