# METADATA
# description: >-
#   What looks like a credential in a manifest: by the name of its key and by its value
#   (https://kubernetes.io/docs/concepts/security/secrets-good-practices/). Heuristics: a reference to a secret, a path, a
#   template or a switch is none.
package bartizan.lib.kubernetes_credential

import data.bartizan.lib.secrets

# Does a key of this name hold a credential? `dbPassword`, `API_KEY` and `github.token` do, `TOKEN_URL` and `PASSWORD_FILE` do not.
named(name) if {
	marked(name)
	plain := replace(replace(lower(name), "-", "_"), ".", "_")
	regex.match(names, plain)
	not regex.match(names_of_references, plain)
}

names := concat("", [
	`(password|passwd|passphrase|secret|token|credentials|_pwd|`,
	`(api|access|private|secret|account|signing|encryption|master)_?key|secret_key_base)`,
	`(_?[0-9]+|_(prod|production|staging|dev|test|value|primary|secondary|old|new))?$`,
])

# Keys whose value is the name of a Secret, or a switch.
names_of_references := concat("", [
	`((existing|pull|tls|cert|certificate|ca|password|token|credentials|user|admin|webhook_?cert)_?secret|(password|token|user)_?secret_?key|`,
	`(allow|enable|require|use|no|has|allow_empty|empty|disable|skip|mount|automount[a-z]*|max|min)_(password|secret|token|credentials))$`,
])

# Cheap questions come before patterns: a pattern is compiled at each call.
marked(text) if {
	small := lower(text)
	some mark in ["passw", "passphrase", "secret", "token", "credential", "key", "_pwd", "-pwd", ".pwd"]
	contains(small, mark)
}

# Does a key of this name with this value hold a credential?
pair(name, value) if {
	named(name)
	literal(value)
	not name_of_secret(name, value)
}

# `secret: web-tls` names a Secret object.
name_of_secret(name, value) if {
	endswith(lower(name), "secret")
	regex.match(`^[a-z]+(-[a-z]+)+$`, value)
}

# Could a key of this name, "" when it is unknown, hold a credential or a URL with one?
suspect("") := true

suspect(name) if named(name)

suspect(name) if {
	some mark in ["url", "uri", "dsn", "connection", "database"]
	contains(lower(name), mark)
}

# Could this value be a credential? Empty values, references, paths, templates and switches could not.
literal(value) if {
	is_string(value)
	trimmed := trim_space(value)
	not trimmed in {"", "\"\"", "''"}
	not lower(trimmed) in {"true", "false", "yes", "no", "on", "off", "null", "none", "nil", "string", "required", "optional"}
	not reference(trimmed)
	trim(trimmed, "*x.") != ""
}

# Values that point at a secret kept elsewhere, or that something fills in.
reference(value) if {
	some prefix in ["/", "./", "~/", "<", "vault:", "ref+", "file:", "arn:", "projects/", "ENC[", "op://", "secret://", "gsm:", "sm://"]
	startswith(value, prefix)
}

reference(value) if {
	some part in ["$(", "${", "{{", "%(", "$__file"]
	contains(value, part)
}

reference(value) if {
	startswith(value, "$")
	regex.match(`^\$[A-Za-z_]+$`, value)
}

reference(value) if {
	some scheme in ["http://", "https://"]
	startswith(value, scheme)
	not connection(value)
}

# Does the text hold a URL with user name and password, as `postgres://app:secret@db/app`?
connection(text) if {
	contains(text, "://")
	contains(text, "@")
	regex.match(`[a-z][a-z0-9+]*://[^/@: "'<>${}()]*:[^/@: "'<>${}()]+@[A-Za-z0-9]`, text)
}

# Credentials of a fixed form in the text, by name.
forms_in(text) := secrets.found_in(text) if {
	some mark in secrets.marks
	contains(text, mark)
} else := set()

# Property names whose values on their own line look like credentials, in text of the usual forms (`name: value`,
# `name = value`, `"name": "value",`).
properties_in(text) := found if {
	regex.match(`(passw|passphrase|secret|token|credential|key|_pwd)[a-z0-9_]*["']?[ \t]*[:=]`, lower(text))
	found := {name |
		some line in split(text, "\n")
		name := property(line)
	}
} else := set()

# The name in a line whose value looks like a credential.
property(line) := name if {
	marked(line)
	separated := replace(line, "=", ":")
	at := indexof(separated, ":")
	at > 0
	name := trim(trim_prefix(trim_space(substring(line, 0, at)), "export "), `"' -{`)
	regex.match(`^[A-Za-z0-9_.-]+$`, name)
	rest := trim_space(substring(line, at + 1, -1))
	not code(rest)
	value := trim(trim_suffix(rest, ","), `"'`)
	pair(name, value)
}

# Expressions of a program or of a template, and a YAML anchor, alias or list.
code(text) if {
	some mark in ["(", "[", "{", "$", "`", "=", "|", ">", "*", "&", "!"]
	startswith(text, mark)
}

code(text) if regex.match(`^[A-Za-z_.]+[(\[{]`, text)

# A statement of a program, or a variable of one: `token;`, `process.env.TOKEN`.
code(text) if regex.match(`^[A-Za-z_.]+;$`, text)

code(text) if regex.match(`^[A-Za-z_]+([.][A-Za-z_]+)+$`, text)
