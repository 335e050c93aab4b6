# METADATA
# title: Access tokens work for whoever holds them
# description: >-
#   A token that leaks from a log, a proxy or a service it was sent to can be used by its finder as it is. Bound to a
#   key (DPoP) or certificate of the client, the copy is worthless.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/html/rfc9449
#   - ref: https://datatracker.ietf.org/doc/html/rfc8705
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client_policies
# custom:
#   id: KC-043
#   severity: low
#   confidence: medium
#   platform: keycloak
#   kinds: [realm, client]
#   scope: unit
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A2, M3T4, M3T1]
#   references: {rfc: [rfc9449, rfc8705]}
#   remediation: >-
#     Set the attribute `dpop.bound.access.tokens` or `tls.client.certificate.bound.access.tokens` to `"true"`, or
#     apply a client profile with `dpop-bind-enforcer` or `holder-of-key-enforcer`.
#   parameters:
#     sensitive_clients:
#       type: array
#       default: []
#       description: Patterns of client ids whose tokens must be bound, beside those with a service account.
package bartizan.keycloak.plain_bearer_token

import data.bartizan.lib.client_policies
import data.bartizan.lib.keycloak
import data.bartizan.lib.keycloak_client
import data.bartizan.lib.params

dpop := ["attributes", "dpop.bound.access.tokens"]

mtls := ["attributes", "tls.client.certificate.bound.access.tokens"]

deny contains {
	"message": sprintf("access tokens of client %q work for whoever holds a copy", [keycloak.client_id_of(client)]),
	"resource": client.address,
	"path": dpop,
} if {
	not enforced
	count(client_policies.undecided) == 0
	some client in candidates
	count(keycloak.open_all_in(client, reads)) == 0
}

undetermined contains {"resource": client.address, "path": found, "reason": reason} if {
	not enforced
	some client in candidates
	some found, reason in keycloak.open_all_in(client, reads)
}

undetermined contains {"resource": client.address, "path": dpop, "reason": reason} if {
	not enforced
	some client in candidates
	count(keycloak.open_all_in(client, reads)) == 0
	some reason in client_policies.undecided
}

reads := array.concat(keycloak.client_keys, [["serviceAccountsEnabled"], wallet, dpop, mtls])

wallet := ["attributes", "oid4vci.enabled"]

enforced if count(client_policies.executors & {"dpop-bind-enforcer", "holder-of-key-enforcer"}) > 0

# Machines, whose tokens pass no person's eyes, and what is named. Wallets are VC-012.
candidates contains client if {
	some client in keycloak_client.own
	sensitive(client)
	keycloak.may_in(client, dpop, false, {false})
	keycloak.may_in(client, mtls, false, {false})
	keycloak.may_in(client, wallet, false, {false})
}

sensitive(client) if keycloak_client.may_have_service_account(client)

sensitive(client) if keycloak_client.named(client, params.get("sensitive_clients", []))
