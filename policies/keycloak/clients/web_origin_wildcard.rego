# METADATA
# title: Web origin is a wildcard
# description: >-
#   With the web origin `*` scripts of any site may call Keycloak's endpoints in the name of the client and read the
#   answers: a malicious page can use the tokens and refresh tokens it gets hold of from the visitor's browser.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#assembly-managing-clients_server_administration_guide
#   - ref: https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS
# custom:
#   id: KC-025
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A6, P2, M2T4]
#   references: {kcwarden: [ClientWebOriginsMustNotUseWildcard], owasp: [A05:2021]}
#   remediation: List the origins of the application, or `+` for those of its redirect URIs.
#   parameters: {}
package bartizan.keycloak.web_origin_wildcard

import data.bartizan.lib.keycloak

path := ["webOrigins"]

deny contains {
	"message": sprintf("client %q lets scripts of any site read Keycloak's answers: web origin %q", [keycloak.client_id, origin]),
	"path": array.concat(path, [i]),
	"fix": [{"op": "set", "path": array.concat(path, [i]), "value": "+", "safety": "unsafe"}],
} if {
	keycloak.active_client({"openid-connect"})
	some i, origin in keycloak.value(path, [])
	origin == "*"
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_active_client({"openid-connect"})
	some found, reason in keycloak.open(path)
}

undetermined contains {"path": array.concat(path, [i]), "reason": keycloak.placeholder_reason} if {
	keycloak.may_be_active_client({"openid-connect"})
	some i, origin in keycloak.value(path, [])
	keycloak.placeholder(origin)

	# With a scheme in front it cannot become `*`.
	not contains(origin, "://")
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_active_client({"openid-connect"})
	"*" in keycloak.value(path, [])
	some found, reason in keycloak.open_all(keycloak.client_keys)
}
