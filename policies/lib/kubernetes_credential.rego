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
	plain := without_stage(trim_right(replace(replace(lower(name), "-", "_"), ".", "_"), "_0123456789"))
	some ending in endings
	endswith(replace(plain, "_", ""), ending)
	not ordinary(plain)
}

endings := [
	"password", "passwd", "passphrase", "secret", "token", "credentials",
	"apikey", "accesskey", "privatekey", "secretkey", "accountkey", "signingkey", "encryptionkey", "masterkey", "secretkeybase",
	"dbpwd", "userpwd", "adminpwd", "rootpwd",
]

# `db_password` of `db_password_prod`.
without_stage(plain) := trim_suffix(plain, concat("", ["_", last])) if {
	parts := split(plain, "_")
	last := parts[count(parts) - 1]
	last in {"prod", "production", "staging", "dev", "test", "value", "primary", "secondary", "old", "new"}
} else := plain

# The value is the name of a Secret, as in `tlsSecret` and `passwordSecretKey`.
ordinary(plain) if {
	some ending in ["secret", "secretkey"]
	squashed := replace(plain, "_", "")
	endswith(squashed, ending)
	some kind in ["existing", "pull", "tls", "cert", "certificate", "ca", "password", "token", "credentials", "user", "admin"]
	endswith(trim_suffix(squashed, ending), kind)
}

# The value is a switch or a number, as in `allow_empty_password` and `max_token`.
ordinary(plain) if {
	parts := split(plain, "_")
	some verb in array.slice(parts, count(parts) - 2, count(parts) - 1)
	verb in {"allow", "enable", "require", "use", "no", "has", "empty", "disable", "skip", "mount", "max", "min"}
}

# Cheap questions come before patterns: a pattern is compiled at each call.
marked(text) if {
	small := lower(text)
	some mark in ["passw", "passphrase", "secret", "token", "credential", "key", "pwd"]
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
properties_in(text) := {name |
	marked(text)
	some line in regex.find_n(lines_of_interest, text, -1)
	name := property(line)
}

lines_of_interest := `[^\n]*([pP]ass|PASS|[sS]ecret|SECRET|[tT]oken|TOKEN|[cC]redential|CREDENTIAL|[kK]ey|KEY|[pP]wd|PWD)[^\n:=]*[:=][^\n]+`

# The name in a line whose value looks like a credential.
property(line) := name if {
	at := indexof(replace(line, "=", ":"), ":")
	at > 0
	name := trim(trim_prefix(trim_space(substring(line, 0, at)), "export "), `"' -{`)
	trim(name, name_characters) == ""
	named(name)
	rest := trim_space(substring(line, at + 1, -1))
	not code(rest)
	value := trim(trim_suffix(rest, ","), `"'`)
	pair(name, value)
}

name_characters := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"

# Expressions of a program or of a template, and a YAML anchor, alias or list.
code(text) if {
	some mark in ["(", "[", "{", "$", "`", "=", "|", ">", "*", "&", "!"]
	startswith(text, mark)
}

code(text) if regex.match(`^[A-Za-z_.]+[(\[{]`, text)

# A statement of a program, or a variable of one: `token;`, `process.env.TOKEN`.
code(text) if regex.match(`^[A-Za-z_.]+;$`, text)

code(text) if regex.match(`^[A-Za-z_]+([.][A-Za-z_]+)+$`, text)
