# METADATA
# title: Redirect URI ends with a path wildcard
# description: >-
#   Keycloak then sends codes to any page below that path. One page among them that redirects onward, or shows what is
#   in its address, hands the codes of logins to somebody else.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_unspecific-redirect-uris
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.1
# custom:
#   id: KC-023
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A3, P2, M1T1]
#   references: {kcwarden: [ClientShouldNotUseWildcardRedirectURI, SamlClientShouldNotUseWildcardRedirectURI], rfc: [rfc9700-2.1]}
#   remediation: List the exact addresses that the application uses, without `*`.
#   parameters: {}
package bartizan.keycloak.redirect_uri_path_wildcard

import data.bartizan.lib.keycloak
import data.bartizan.lib.redirect_uri

deny contains {
	"message": sprintf("client %q accepts every page below its redirect URI %q", [keycloak.client_id, uri]),
	"path": array.concat(redirect_uri.path, [i]),
	"key": uri,
} if {
	redirect_uri.used
	not keycloak.builtin
	some i, uri in keycloak.value(redirect_uri.path, [])
	below_a_path(uri)
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in keycloak.open(redirect_uri.path)
}

undetermined contains {"path": array.concat(redirect_uri.path, [i]), "reason": keycloak.placeholder_reason} if {
	candidate
	some i, uri in keycloak.value(redirect_uri.path, [])

	# The placeholder may bring the wildcard.
	keycloak.placeholder(uri)
	not endswith(uri, "*")
	regex.match(`[)}]$`, uri)
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some uri in keycloak.value(redirect_uri.path, [])
	below_a_path(uri)
	some found, reason in redirect_uri.open_use
}

candidate if {
	redirect_uri.may_be_used
	not keycloak.builtin
}

# A wildcard of the site's pages; one of whole sites is KC-022, and pages of one's own device or app redirect nobody.
below_a_path(uri) if {
	endswith(uri, "*")
	not contains(uri, "?")
	contains(uri, "/")
	not redirect_uri.wildcard(uri)
	not redirect_uri.loopback(uri)
	not of_an_app(uri)
}

of_an_app(uri) if {
	scheme := redirect_uri.scheme(uri)
	not scheme in {"http", "https"}
}
