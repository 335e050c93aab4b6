# METADATA
# title: Client secrets are never rotated
# description: >-
#   Clients of this realm prove themselves with secrets, and no client policy makes those expire. A secret that was
#   copied years ago still opens everything the client may do.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_secret_rotation
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client_policies
# custom:
#   id: KC-031
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
#   controls: [D3, A2, M3T4]
#   references: {nist-800-53: [IA-5]}
#   remediation: >-
#     Enable the feature `client-secret-rotation` and apply a client profile with the executor `secret-rotation`, or
#     let clients authenticate with keys.
#   parameters: {}
package bartizan.keycloak.secrets_not_rotated

import data.bartizan.lib.client_policies
import data.bartizan.lib.keycloak
import data.bartizan.lib.keycloak_client

deny contains {
	"message": sprintf("secrets of clients in realm %q never expire: no client policy rotates them (%s)", [object.get(realm.values, "realm", realm.name), examples]),
	"resource": realm.address,
	"path": ["clientPolicies"],
} if {
	not "secret-rotation" in client_policies.executors
	count(client_policies.undecided) == 0
	count(holders) > 0
	some realm in client_policies.realms
}

undetermined contains {"resource": realm.address, "path": ["clientPolicies"], "reason": reason} if {
	not "secret-rotation" in client_policies.executors
	count(candidates) > 0
	some reason in client_policies.undecided
	some realm in client_policies.realms
}

undetermined contains {"resource": client.address, "path": found, "reason": reason} if {
	not "secret-rotation" in client_policies.executors
	count(holders) == 0
	some client in candidates
	some found, reason in keycloak.open_all_in(client, reads)
}

reads := array.concat(keycloak.client_keys, [["publicClient"], ["clientAuthenticatorType"]])

# Absent: client-secret.
candidates contains client if {
	some client in keycloak_client.own
	keycloak_client.may_be_confidential(client)
	keycloak.may_in(client, ["clientAuthenticatorType"], "client-secret", {"client-secret"})
}

holders contains keycloak.client_id_of(client) if {
	some client in candidates
	count(keycloak.open_all_in(client, reads)) == 0
}

examples := concat(", ", array.slice(sort(holders), 0, 3)) if count(holders) <= 3

examples := sprintf("%s and %d more", [concat(", ", array.slice(sort(holders), 0, 3)), count(holders) - 3]) if count(holders) > 3
