# METADATA
# title: Implicit flow is enabled
# description: >-
#   The implicit flow hands tokens to the browser in the address of a page: they stay in its history, in logs and in
#   what the page links to. OAuth's current practice forbids it; the code flow with PKCE replaces it for every kind
#   of client.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_oidc-auth-flows-implicit
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.1.2
# custom:
#   id: KC-026
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A2, A3, M1T1]
#   references: {kcwarden: [ClientShouldDisableImplicitGrantFlow], rfc: [rfc9700-2.1.2]}
#   remediation: Set `implicitFlowEnabled` to false and let the application use the code flow with PKCE.
#   parameters: {}
package bartizan.keycloak.implicit_flow_enabled

import data.bartizan.lib.keycloak

path := ["implicitFlowEnabled"]

deny contains {
	"message": sprintf("client %q may use the implicit flow, which puts tokens into addresses", [keycloak.client_id]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
} if {
	candidate
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in open
}

candidate if {
	keycloak.may_be_active_client({"openid-connect"})
	keycloak.may(path, false, {true})
}

open := keycloak.open_all(array.concat(keycloak.client_keys, [path]))
