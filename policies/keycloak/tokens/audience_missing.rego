# METADATA
# title: Tokens name no audience
# description: >-
#   A service that accepts any token of the realm also accepts those that users gave to another application. Only an
#   audience that the client's tokens name lets it tell them apart.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_audience
#   - ref: https://datatracker.ietf.org/doc/html/rfc9068#section-2.2
# custom:
#   id: KC-041
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [realm, client, client_scope]
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A1, A4, M1T1]
#   references: {rfc: [rfc9068], owasp: [API2:2023]}
#   remediation: >-
#     Add a mapper of type `oidc-audience-mapper` with `access.token.claim` `"true"` to the client, or to one of its
#     default scopes.
#   parameters: {}
package bartizan.keycloak.audience_missing

import data.bartizan.lib.keycloak
import data.bartizan.lib.keycloak_client

mappers := ["protocolMappers"]

scopes := ["defaultClientScopes"]

deny contains {
	"message": sprintf("tokens of client %q name no audience", [keycloak.client_id_of(client)]),
	"resource": client.address,
	"path": mappers,
} if {
	some client in candidates
	count(keycloak.open_all_in(client, reads)) == 0
	count(open_scopes(client)) == 0
}

undetermined contains {"resource": client.address, "path": found, "reason": reason} if {
	some client in candidates
	some found, reason in keycloak.open_all_in(client, reads)
}

undetermined contains {"resource": client.address, "path": scopes, "reason": reason} if {
	some client in candidates
	count(keycloak.open_all_in(client, reads)) == 0
	some reason in open_scopes(client)
}

reads := array.concat(keycloak.client_keys, [["serviceAccountsEnabled"], ["standardFlowEnabled"], mappers, scopes])

# Clients that get tokens, and whose own mappers and known scopes give these no audience.
candidates contains client if {
	some client in keycloak_client.own
	gets_tokens(client)
	not gives_audience(client)
	count({name | some name in names_of(client); name in audience_scopes}) == 0
}

gets_tokens(client) if keycloak_client.may_have_service_account(client)

gets_tokens(client) if keycloak_client.may_use_code_flow(client)

gives_audience(holder) if {
	some mapper in keycloak.value_in(holder, mappers, [])
	audience(mapper)
}

audience(mapper) if {
	mapper.protocolMapper == "oidc-audience-mapper"
	keycloak.normal(object.get(mapper, ["config", "access.token.claim"], "false")) == true
}

audience(mapper) if {
	object.get(mapper, ["config", "claim.name"], "") == "aud"
	keycloak.normal(object.get(mapper, ["config", "access.token.claim"], "false")) == true
}

described contains object.get(scope.values, "name", scope.name) if {
	some scope in input.resources
	scope.kind == "client_scope"
}

audience_scopes contains object.get(scope.values, "name", scope.name) if {
	some scope in input.resources
	scope.kind == "client_scope"
	gives_audience(scope)
}

# Scopes that Keycloak makes itself; what they say of audiences follows from roles (oidc-audience-resolve-mapper).
shipped := {"role_list", "saml_organization", "profile", "email", "roles", "web-origins", "acr", "basic", "service_account"}

# Absent: those of the realm.
names_of(client) := keycloak.value_in(client, scopes, []) if keycloak.value_in(client, scopes, null) != null

names_of(client) := realm_scopes if keycloak.value_in(client, scopes, null) == null

realm_scopes := {name |
	some realm in input.resources
	realm.kind == "realm"
	some name in object.get(realm.values, "defaultDefaultClientScopes", [])
}

open_scopes(client) := {sprintf("client scope %q is not among these files", [name]) |
	some name in names_of(client)
	not name in described
	not name in shipped
} | {"the default scopes of the client are given elsewhere" |
	keycloak.value_in(client, scopes, null) == null
	input.complete != true
} | {reason |
	some resource in input.resources
	resource.kind in {"client_scope", "realm"}
	some path in [mappers, ["defaultDefaultClientScopes"]]
	some _, reason in keycloak.open_in(resource, path)
}
