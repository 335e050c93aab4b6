# METADATA
# description: >-
#   What a Secret holds that is no secret: an address, the name of a user, a file of settings without a credential. In
#   doubt a value is one: a key, a hash or a list of tokens has no form of its own.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
package bartizan.lib.plain_setting

import data.bartizan.lib.kubernetes_credential

# Is the plain text under this key of a Secret certainly no credential?
certain(key, text) if {
	is_name(key)
	regex.match(`^[A-Za-z0-9._-]{1,64}$`, text)
	count(kubernetes_credential.forms_in(text)) == 0
}

# An address of a host alone: further parts may hold a token, as those of webhooks do.
certain(_, text) if regex.match(`^[a-z][a-z0-9+]*://[A-Za-z0-9.-]+(:[0-9]+)?/?$`, trim_space(text))

certain(key, text) if {
	is_settings_file(key)
	innocent(text)
}

# The name of a user, as in `username` and `RABBIT_USER`.
is_name(key) if {
	some ending in ["user", "username"]
	endswith(lower(key), ending)
}

is_settings_file(key) if {
	some ending in [".yaml", ".yml", ".json", ".toml", ".ini", ".conf", ".cnf", ".cfg", ".properties", ".xml", ".tmpl", ".tpl"]
	endswith(lower(key), ending)
}

# Does nothing in the settings look like a credential? Stricter than the search for credentials in settings that should
# hold none: what stands in a Secret is one unless it cannot be.
innocent(text) if {
	count(kubernetes_credential.forms_in(text)) == 0
	not kubernetes_credential.connection(text)
	not address_with_token(text)
	not opaque(text)
	not directive(text)
	every value in named_values(text) {
		points_elsewhere(value)
	}
}

# An address that opens what it leads to: of a webhook, signed, or with a token in its path.
address_with_token(text) if regex.match(`[a-z]://[^ \n"']*(hook|[a-z0-9]{24}|[?&][a-z_]*(sig|key|token|secret|pass|auth)[a-z_]*=)`, lower(text))

# A key, a hash or an encoded document; the path of an address may look like one.
opaque(text) if regex.match(`[A-Za-z0-9+/]{40}|\$(apr1|2[abxy]|5|6|argon2[a-z]*)\$`, regex.replace(text, `https?://[^ \n"']*`, ""))

# A setting of the form `requirepass word`.
directive(text) if regex.match(`(?im)^[ \t]*[a-z0-9_.-]*(?:pass|pwd|secret|token|credential|key|auth)[a-z0-9_.-]*[ \t]+[^\s:={#]`, text)

# What stands behind a name that may be that of a credential: [name, value].
named_values(text) := {[lower(match[1]), trim(match[2], " \t\r\"'[]{|>-")] |
	some match in regex.find_all_string_submatch_n(named_value, text, -1)
}

named_value := `(?i)(pass|pwd|secret|token|credential|key|auth|bearer)[a-z0-9_."' -]*(?:[:=>])([^\n,}<]*)`

# A switch, or the path of a file that is mounted.
points_elsewhere([_, value]) if {
	value != ""
	not kubernetes_credential.literal(value)
}

# The block of settings of a login, whose parts are looked at one by one.
points_elsewhere([name, ""]) if name in {"auth", "bearer"}
