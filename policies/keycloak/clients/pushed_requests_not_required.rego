# METADATA
# title: Authorisation requests pass through the browser unprotected
# description: >-
#   The application handles sensitive matters and still sends its request for a login through the address bar, where
#   it can be read and changed. A pushed request goes to the server directly, from an authenticated client.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/html/rfc9126
#   - ref: https://openid.net/specs/fapi-security-profile-2_0-final.html
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client_policies
# custom:
#   id: KC-044
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
#   controls: [A3, M3T5]
#   references: {rfc: [rfc9126], other: [HAIP]}
#   remediation: >-
#     Set the attribute `require.pushed.authorization.requests` to `"true"`, or apply a client profile with
#     `secure-par-content`.
#   parameters:
#     high_risk_clients:
#       type: array
#       default: []
#       description: Patterns of client ids that must push their requests.
package bartizan.keycloak.pushed_requests_not_required

import data.bartizan.lib.client_policies
import data.bartizan.lib.keycloak
import data.bartizan.lib.keycloak_client
import data.bartizan.lib.params

path := ["attributes", "require.pushed.authorization.requests"]

deny contains {
	"message": sprintf("client %q need not push its authorisation requests", [keycloak.client_id_of(client)]),
	"resource": client.address,
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "true", "safety": "unsafe"}],
} if {
	not "secure-par-content" in client_policies.executors
	count(client_policies.undecided) == 0
	some client in candidates
	count(keycloak.open_all_in(client, reads)) == 0
}

undetermined contains {"resource": client.address, "path": found, "reason": reason} if {
	not "secure-par-content" in client_policies.executors
	some client in candidates
	some found, reason in keycloak.open_all_in(client, reads)
}

undetermined contains {"resource": client.address, "path": path, "reason": reason} if {
	not "secure-par-content" in client_policies.executors
	some client in candidates
	count(keycloak.open_all_in(client, reads)) == 0
	some reason in client_policies.undecided
}

reads := array.concat(array.concat(keycloak.client_keys, [["standardFlowEnabled"], wallet, path]), signs)

wallet := ["attributes", "oid4vci.enabled"]

# Whoever binds tokens or signs requests has taken the client for one at risk already.
binds := {["attributes", "dpop.bound.access.tokens"], ["attributes", "tls.client.certificate.bound.access.tokens"]}

signed := ["attributes", "request.object.required"]

signs := [key | some key in binds | {signed}]

candidates contains client if {
	some client in keycloak_client.own
	high_risk(client)
	keycloak_client.may_use_code_flow(client)
	keycloak.may_in(client, path, false, {false})

	# Wallets are VC-012.
	keycloak.may_in(client, wallet, false, {false})
}

high_risk(client) if keycloak_client.named(client, params.get("high_risk_clients", []))

high_risk(client) if {
	some key in binds
	keycloak.may_in(client, key, false, {true})
}

high_risk(client) if not keycloak.value_in(client, signed, "not required") in {"not required", "", false}

high_risk(client) if count(keycloak.open_in(client, signed)) > 0
