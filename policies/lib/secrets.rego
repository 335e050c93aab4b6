# METADATA
# description: >-
#   Forms of credentials that their issuers give a fixed shape, so that a match is no guess.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
#   - ref: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
#   - ref: https://docs.gitlab.com/security/tokens/#token-prefixes
#   - ref: https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
#   - ref: https://www.rfc-editor.org/rfc/rfc7519#section-3.1
package bartizan.lib.secrets

# What a credential is called, by the pattern that its form follows: what stands before it, and it.
forms := {
	"a private key": `()(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?:-----)?)`,
	"an AWS access key id": `(^|[^A-Za-z0-9])((?:AKIA|ASIA)[A-Z2-7]{16})(?:\b|_)`,
	"a GitHub token": `(^|[^A-Za-z0-9])(gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})`,
	"a GitLab token": `(^|[^A-Za-z0-9])(glpat-[A-Za-z0-9_-]{20,})`,
	"a Slack token": `(^|[^A-Za-z0-9])(xox[abprs]-[A-Za-z0-9-]{10,})`,
	"a Vault token": `(^|[^A-Za-z0-9])(hv[bs][.][A-Za-z0-9_-]{24,})`,
	"a signed token (JWT)": `(^|[^A-Za-z0-9])(eyJ[A-Za-z0-9_-]+[.]eyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]{16,})`,
}

# What every form holds somewhere: a cheap question before the exact one.
marks := ["PRIVATE KEY", "AKIA", "ASIA", "gh", "glpat-", "xox", "hvs.", "hvb.", "eyJ"]

# Names of the forms that occur in `text`. Amazon's documentation ends its keys in EXAMPLE: they open nothing.
found_in(text) := {name | some name, _ in places_in(text)}

example(name, text) if {
	name == "an AWS access key id"
	regex.match(`(AKIA|ASIA)[A-Z0-9]{9}EXAMPLE`, text)
}

# Where in `text` the credentials of each form that occurs there stand: `{name: [[start, end]]}`, in characters.
places_in(text) := {name: places |
	some name, pattern in forms
	places := sort({place(text, match) |
		some match in regex.find_all_string_submatch_n(pattern, text, -1)
		not example(name, match[2])
	})
	count(places) > 0
}

# As `places_in`, for what a script gives away by the names it uses: a guess. A credential of a fixed form is none.
places_of_guesses(text) := {name: places |
	small := lower(text)
	some name, pattern in assignments
	places := sort({at |
		some match in regex.find_all_string_submatch_n(pattern, small, -1)
		at := place(small, match)
		count(found_in(substring(text, at[0], at[1] - at[0]))) == 0
	})
	count(places) > 0
}

# Start and end of what `match` found in `text`, without what stands before it, where it stands first.
place(text, match) := [start, start + count(match[2])] if {
	start := indexof(text, match[0]) + count(match[1])
}

# In lower case: what stands before the value, and it. A value that begins with a dollar sign, a brace or a slash is
# fetched from somewhere.
assignments := {
	"a password or token": `((?:password|passwd|secret|secret_access_key|secret_key|api_?key|token)["']?[ \t]*[:=][ \t]*["']?)([a-z0-9!@#%^&*_+=.~-]{8,})`,
	"an address with a password": `([a-z]://[a-z0-9._%-]+:)([a-z0-9!#%^&*_+=.~-]{6,})@`,
}

# Is the value at `path` written down, and neither made by another resource nor handed in as a sensitive variable?
written(path) if literal(path)

written(path) if {
	not literal(path)
	not refers(path)
	not is_sensitive(path)
}

# Is the value at `path`, or what holds it, written as a literal?
literal(path) if {
	some literal_path in object.get(input, "literals", [])
	array.slice(path, 0, count(literal_path)) == literal_path
}

# Does the value at `path`, or what holds it, come from another resource?
refers(path) if {
	some reference in object.get(input, "references", [])
	array.slice(path, 0, count(reference.path)) == reference.path
}

# Is the value at `path`, or what holds it, marked as sensitive?
is_sensitive(path) if {
	some sensitive_path in object.get(input, "sensitive", [])
	array.slice(path, 0, count(sensitive_path)) == sensitive_path
}

# Does nothing tell how the resource is written?
no_configuration if {
	count(object.get(input, "literals", [])) == 0
	count(object.get(input, "references", [])) == 0
}
