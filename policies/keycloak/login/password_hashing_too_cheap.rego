# METADATA
# title: Password hashes are cheap to crack
# description: >-
#   Whoever gets hold of the user table tries passwords offline; the cost of one hash decides how many. The realm
#   hashes with fewer PBKDF2 rounds than OWASP's minimum. Keycloak's own default is Argon2 from version 25 on and
#   strong PBKDF2 in 24; before, it was 27,500 rounds.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_password-policies
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
#   - ref: https://www.keycloak.org/docs/latest/upgrading/index.html
# custom:
#   id: KC-008
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T5, P2]
#   references: {kcwarden: [PasswordHashingIterationsTooLow], nist-800-53: [IA-5], owasp: [A02:2021]}
#   remediation: >-
#     Remove `hashAlgorithm` and `hashIterations` from `passwordPolicy` on Keycloak 24 and later, or raise the
#     rounds.
#   parameters: {}
package bartizan.keycloak.password_hashing_too_cheap

import data.bartizan.lib.keycloak

path := ["passwordPolicy"]

# Rounds that OWASP's password storage cheat sheet asks for.
minimum := {"pbkdf2-sha512": 210000, "pbkdf2-sha256": 600000, "pbkdf2": 1300000}

# Rounds where the policy names none, before Keycloak 24 raised them to the minimum above: DEFAULT_ITERATIONS of the
# Pbkdf2*PasswordHashProviderFactory classes.
old_rounds := {"pbkdf2-sha512": 30000, "pbkdf2-sha256": 27500, "pbkdf2": 20000}

clauses := [trim_space(clause) | some clause in split(written, " and ")]

written := keycloak.value(path, "")

arguments(name) := {trim_suffix(trim_prefix(clause, opening), ")") |
	some clause in clauses
	opening := concat("", [name, "("])
	startswith(clause, opening)
}

algorithm := max(arguments("hashAlgorithm"))

algorithm := default_algorithm if count(arguments("hashAlgorithm")) == 0

# PasswordPolicy.HASH_ALGORITHM_DEFAULT: pbkdf2-sha256 up to 23, pbkdf2-sha512 in 24, argon2 from 25.
default_algorithm := "pbkdf2-sha256" if keycloak.major < 24

default_algorithm := "pbkdf2-sha512" if keycloak.major == 24

default_algorithm := "argon2" if keycloak.major >= 25

written_rounds := {keycloak.number(argument) | some argument in arguments("hashIterations")}

rounds := max(written_rounds)

rounds := old_rounds[algorithm] if {
	count(written_rounds) == 0
	keycloak.major < 24
}

deny contains {
	"message": sprintf("realm %q hashes passwords with %d rounds of %s, fewer than %d", [keycloak.realm_name, rounds, algorithm, minimum[algorithm]]),
	"path": path,
	"fix": fix,
} if {
	count(open) == 0
	rounds < minimum[algorithm]
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open

undetermined contains {
	"path": path,
	"reason": "which hash algorithm is the default depends on the version of Keycloak",
} if {
	count(open) == 0
	count(arguments("hashAlgorithm")) == 0
	not keycloak.major
	rounds < minimum["pbkdf2-sha512"]
}

open := keycloak.open_setting("passwordPolicy")

default fix := []

# From 24 on the server's own choice is strong: drop what the policy says about hashing.
fix := [{"op": "set", "path": path, "value": concat(" and ", others), "safety": "unsafe"}] if {
	keycloak.major >= 24
	others := [clause | some clause in clauses; not startswith(clause, "hash")]
}
