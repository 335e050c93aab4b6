# METADATA
# title: Password grant is enabled
# description: >-
#   With direct access grants the application itself takes the password of the user and passes it on. It sees every
#   password, users learn to type theirs anywhere, and the login page's second factor is never shown.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_oidc-auth-flows-direct
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.4
# custom:
#   id: KC-027
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1O1, A3, P2]
#   references: {kcwarden: [PublicClientShouldDisableDirectAccessGrants, ConfidentialClientShouldDisableDirectAccessGrants], rfc: [rfc9700-2.4]}
#   remediation: >-
#     Set `directAccessGrantsEnabled` to false; use the code flow, or a service account where no user takes part.
#   parameters: {}
package bartizan.keycloak.password_grant_enabled

import data.bartizan.lib.keycloak

path := ["directAccessGrantsEnabled"]

deny contains {
	"message": sprintf("client %q may exchange passwords for tokens, past the login page and its second factor", [keycloak.client_id]),
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
	not keycloak.client_id in {"admin-cli"}
}

open := keycloak.open_all(array.concat(keycloak.client_keys, [path]))
