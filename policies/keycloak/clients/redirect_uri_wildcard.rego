# METADATA
# title: Redirect URI is a full wildcard
# description: >-
#   Keycloak sends the answer of a login to any address that a redirect URI of the client matches, and takes a `*` at
#   its end for anything. With `*`, `https://*` or `https://portal.example.org*` an attacker names a site of his own
#   and receives the codes, tokens or assertions of everybody who follows his link.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_unspecific-redirect-uris
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.1
# custom:
#   id: KC-022
#   severity: critical
#   confidence: high
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A3, P2, M1T1]
#   references: {kcwarden: [ClientMustNotUseGlobalWildcardURI, ClientHasErroneouslyConfiguredWildcardURI], rfc: [rfc9700-2.1]}
#   remediation: List the exact addresses that the application uses, each with its path.
#   parameters: {}
package bartizan.keycloak.redirect_uri_wildcard

import data.bartizan.lib.keycloak
import data.bartizan.lib.redirect_uri

deny contains {
	"message": sprintf("client %q accepts the redirect URI %q, which matches sites of anybody", [keycloak.client_id, uri]),
	"path": array.concat(redirect_uri.path, [i]),
	"key": uri,
} if {
	redirect_uri.used
	some i, uri in keycloak.value(redirect_uri.path, [])
	not keycloak.placeholder(uri)
	redirect_uri.wildcard(uri)
}

undetermined contains {"path": found, "reason": reason} if {
	redirect_uri.may_be_used
	some found, reason in keycloak.open(redirect_uri.path)
}

undetermined contains {"path": array.concat(redirect_uri.path, [i]), "reason": keycloak.placeholder_reason} if {
	redirect_uri.may_be_used
	some i, uri in keycloak.value(redirect_uri.path, [])
	keycloak.placeholder(uri)

	# The placeholder may bring the wildcard, or the host before it.
	regex.match(`[)}][^/]*$`, uri)
}

undetermined contains {"path": found, "reason": reason} if {
	redirect_uri.may_be_used
	some uri in keycloak.value(redirect_uri.path, [])
	redirect_uri.wildcard(uri)
	some found, reason in redirect_uri.open_use
}
