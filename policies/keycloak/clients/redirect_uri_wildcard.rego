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

path := ["redirectUris"]

deny contains {
	"message": sprintf("client %q accepts the redirect URI %q, which matches sites of anybody", [keycloak.client_id, uri]),
	"path": array.concat(path, [i]),
	"key": uri,
} if {
	keycloak.active_client({"openid-connect", "saml"})
	redirects
	some i, uri in keycloak.value(path, [])
	not keycloak.placeholder(uri)
	wildcard(uri)
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_active_client({"openid-connect", "saml"})
	may_redirect
	some found, reason in keycloak.open(path)
}

undetermined contains {"path": array.concat(path, [i]), "reason": keycloak.placeholder_reason} if {
	keycloak.may_be_active_client({"openid-connect", "saml"})
	may_redirect
	some i, uri in keycloak.value(path, [])
	keycloak.placeholder(uri)

	# The placeholder may bring the wildcard, or the host before it.
	regex.match(`[)}][^/]*$`, uri)
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_active_client({"openid-connect", "saml"})
	may_redirect
	some uri in keycloak.value(path, [])
	wildcard(uri)
	some found, reason in keycloak.open_all(array.concat(keycloak.client_keys, undecided_flows))
}

# SAML answers go to redirect URIs whatever flows are on.
redirects if keycloak.is(["protocol"], "openid-connect", {"saml"})

redirects if keycloak.code_flow

redirects if keycloak.is(["implicitFlowEnabled"], false, {true})

may_redirect if keycloak.may(["protocol"], "openid-connect", {"saml"})

may_redirect if keycloak.may_use_code_flow

may_redirect if keycloak.may(["implicitFlowEnabled"], false, {true})

default undecided_flows := [["standardFlowEnabled"], ["implicitFlowEnabled"]]

undecided_flows := [] if redirects

# RedirectUtils.matchesRedirects: only a `*` at the very end is a wildcard, and none with a query.
wildcard(uri) if uri == "*"

wildcard(uri) if regex.match(`^[A-Za-z][A-Za-z0-9+.-]*://[*]$`, uri)

# Nothing ends the host before the wildcard.
wildcard(uri) if regex.match(`^[Hh][Tt][Tt][Pp][Ss]?:/?/?[^/?]*[*]$`, uri)

wildcard(uri) if regex.match(`^[^:/?]*[*]$`, uri)
