# METADATA
# title: Password policy is weak
# description: >-
#   Short passwords, the user name as password, and passwords that are known or were used before are what guessing and
#   stolen lists find first. The policy of this realm lets them pass.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_password-policies
#   - ref: https://pages.nist.gov/800-63-4/sp800-63b.html
# custom:
#   id: KC-007
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1O1, P2]
#   references: {nist-800-53: [IA-5]}
#   remediation: >-
#     Write `length(12) and notUsername(undefined) and notEmail(undefined) and passwordHistory(5)` or more, or a
#     `passwordBlacklist`, into `passwordPolicy`.
#   parameters:
#     min_length:
#       type: number
#       default: 12
#       description: The least number of characters of a password.
package bartizan.keycloak.password_policy_weak

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["passwordPolicy"]

# A realm without any policy is a fault of its own (KC-006).
written := trim_space(keycloak.value(path, ""))

# PasswordPolicy.parse: clauses joined by " and ", each a name with an argument in parentheses or without.
clauses := [trim_space(clause) | some clause in split(written, " and ")]

name(clause) := trim_space(split(clause, "(")[0])

names := {name(clause) | some clause in clauses}

argument(clause) := trim_space(trim_suffix(substring(clause, indexof(clause, "(") + 1, -1), ")")) if contains(clause, "(")

argument(clause) := "" if not contains(clause, "(")

# LengthPasswordPolicyProviderFactory: 8 where the clause says no number.
length(clause) := keycloak.number(argument(clause))

length(clause) := 8 if argument(clause) in {"", "undefined"}

lengths := {length(clause) | some clause in clauses; name(clause) == "length"}

minimum := params.get("min_length", 12)

deny contains {
	"message": sprintf("password policy of realm %q %s", [keycloak.realm_name, fault]),
	"path": path,
	"key": key,
	"fix": [{"op": "set", "path": path, "value": strengthened, "safety": "unsafe"}],
} if {
	count(open) == 0
	written != ""
	some key, fault in faults
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open

open := keycloak.open(path)

faults["length"] := "asks for no length" if count(lengths) == 0

faults["length"] := sprintf("accepts passwords of %d characters", [max(lengths)]) if max(lengths) < minimum

faults["username"] := "accepts the user name as password" if count(names & {"notUsername", "notContainsUsername", "notEmail"}) == 0

faults["reuse"] := "refuses neither earlier nor well-known passwords" if count(names & {"passwordHistory", "passwordBlacklist"}) == 0

# What is written and enough stays; what is missing comes behind it.
strengthened := concat(" and ", array.concat(kept, added))

kept := [clause | some clause in clauses; not too_short(clause)]

too_short(clause) if {
	name(clause) == "length"
	length(clause) < minimum
}

added := [clause |
	some [key, clause] in [["length", sprintf("length(%d)", [minimum])], ["username", "notUsername(undefined)"], ["reuse", "passwordHistory(5)"]]
	faults[key]
]
