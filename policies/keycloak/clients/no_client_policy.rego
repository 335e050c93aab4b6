# METADATA
# title: No client policy sets a security standard
# description: >-
#   Without one, each client decides by itself whether it uses PKCE, which authentication it needs and which flows it
#   opens; the next one that is registered in a hurry has none of it.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client_policies
#   - ref: https://openid.net/specs/fapi-security-profile-2_0-final.html
# custom:
#   id: KC-042
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [realm, client]
#   scope: unit
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [P2, P1, M3T1]
#   references: {other: [FAPI-2.0], rfc: [rfc9700]}
#   remediation: >-
#     Enable a client policy with a condition and one of the profiles for FAPI or OAuth 2.1, or a profile of your own
#     with `pkce-enforcer`, `secure-client-authenticator` and `reject-implicit-grant`.
#   parameters:
#     profiles:
#       type: array
#       default: []
#       description: Names of further client profiles that set your standard.
package bartizan.keycloak.no_client_policy

import data.bartizan.lib.client_policies
import data.bartizan.lib.keycloak_client
import data.bartizan.lib.params

path := ["clientPolicies", "policies"]

deny contains {
	"message": sprintf("no client policy of realm %q applies a security profile to its clients", [object.get(realm.values, "realm", realm.name)]),
	"resource": realm.address,
	"path": path,
} if {
	not standard
	count(client_policies.undecided) == 0
	count(keycloak_client.own) > 0
	some realm in client_policies.realms
}

undetermined contains {"resource": realm.address, "path": path, "reason": reason} if {
	not standard
	count(keycloak_client.own) > 0
	some reason in client_policies.undecided
	some realm in client_policies.realms
}

accepted := {name | some name in params.get("profiles", [])} | {name | some name, _ in client_policies.global_profiles}

standard if count(client_policies.applied & accepted) > 0

# Own profiles that together ask for as much.
standard if count(client_policies.strict - client_policies.executors) == 0
