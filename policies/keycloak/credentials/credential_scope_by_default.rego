# METADATA
# title: Credential is granted by default or without consent
# description: >-
#   A credential should reach a wallet because the citizen asked for it and saw what it holds. As a default scope
#   every login of the client may fetch it; hidden from the consent screen it goes out unseen.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client_scopes_linking
#   - ref: https://github.com/keycloak/keycloak/pull/45011
#     description: from 26.6 on the server refuses such defaults
# custom:
#   id: VC-018
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm, client, client_scope]
#   scope: unit
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, C2]
#   references: {nist-800-53: [PT-4]}
#   remediation: >-
#     Make the scope an optional one of the wallet's client, and set `display.on.consent.screen` to `"true"`.
#   parameters: {}
package bartizan.keycloak.credential_scope_by_default

import data.bartizan.lib.keycloak

deny contains {
	"message": sprintf("realm %q gives credential %q to every client by default", [keycloak.realm_of(realm), name]),
	"resource": realm.address,
	"path": array.concat(realm_list, [i]),
	"key": name,
	"fix": [{"op": "remove", "path": array.concat(realm_list, [i]), "safety": "unsafe"}],
} if {
	some realm in of("realm")
	some i, name in keycloak.value_in(realm, realm_list, [])
	surely_credential(realm, name)
}

deny contains {
	"message": sprintf("client %q has credential %q by default", [keycloak.client_id_of(client), name]),
	"resource": client.address,
	"path": array.concat(client_list, [i]),
	"key": name,
	"fix": [
		{"op": "remove", "path": array.concat(client_list, [i]), "safety": "unsafe"},
		{"op": "append", "path": ["optionalClientScopes"], "value": name, "safety": "unsafe"},
	],
} if {
	some client in of("client")
	some i, name in keycloak.value_in(client, client_list, [])
	surely_credential(client, name)
}

deny contains {
	"message": sprintf("credential %q is hidden from the consent that client %q asks for", [scope.name, keycloak.client_id_of(client)]),
	"resource": scope.address,
	"path": shown,
	"key": keycloak.client_id_of(client),
	"fix": [{"op": "set", "path": shown, "value": "true", "safety": "unsafe"}],
} if {
	some scope in credentials
	count(keycloak.open_all_in(scope, [["protocol"], shown])) == 0
	keycloak.value_in(scope, shown, true) == false
	some client in of("client")
	keycloak.realm_of(client) == keycloak.realm_of(scope)
	uses(client, scope.name)
	keycloak.is_in(client, ["consentRequired"], false, {true})
}

undetermined contains {"resource": resource.address, "path": found, "reason": reason} if {
	count(credentials) > 0
	some kind, path in {"realm": realm_list, "client": client_list}
	some resource in of(kind)
	some found, reason in keycloak.open_in(resource, path)
}

undetermined contains {"resource": client.address, "path": found, "reason": reason} if {
	some scope in credentials
	keycloak.value_in(scope, shown, true) == false
	some client in of("client")
	uses(client, scope.name)
	some found, reason in keycloak.open_in(client, ["consentRequired"])
}

undetermined contains {"resource": scope.address, "path": found, "reason": reason} if {
	some scope in credentials
	some found, reason in keycloak.open_all_in(scope, [["protocol"], shown])
}

realm_list := ["defaultDefaultClientScopes"]

client_list := ["defaultClientScopes"]

shown := ["attributes", "display.on.consent.screen"]

of(kind) := [resource | some resource in input.resources; resource.kind == kind]

credentials contains scope if {
	some scope in input.resources
	scope.kind == "client_scope"
	keycloak.may_in(scope, ["protocol"], "openid-connect", {"oid4vc"})
}

surely_credential(resource, name) if [keycloak.realm_of(resource), name] in names

names := {[keycloak.realm_of(scope), keycloak.value_in(scope, ["name"], scope.name)] |
	some scope in credentials
	count(keycloak.open_in(scope, ["protocol"])) == 0
}

uses(client, name) if {
	some list in ["optionalClientScopes", "defaultClientScopes"]
	name in keycloak.value_in(client, [list], [])
}
