# METADATA
# description: >-
#   Redirect URIs of a Keycloak client: what Keycloak takes for a wildcard, and whether answers go to them at all.
# related_resources:
#   - ref: https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/utils/RedirectUtils.java
#     description: matchesRedirects, only a `*` at the very end is a wildcard, and none with a query; relative ones
package bartizan.lib.redirect_uri

import data.bartizan.lib.keycloak

path := ["redirectUris"]

protocols := {"openid-connect", "saml"}

# Does the client surely, or perhaps, send answers to its redirect URIs? SAML answers go there whatever flows are on.
used if {
	keycloak.active_client(protocols)
	redirects
}

may_be_used if {
	keycloak.may_be_active_client(protocols)
	may_redirect
}

redirects if keycloak.is(["protocol"], "openid-connect", {"saml"})

redirects if keycloak.code_flow

redirects if keycloak.is(["implicitFlowEnabled"], false, {true})

may_redirect if keycloak.may(["protocol"], "openid-connect", {"saml"})

may_redirect if keycloak.may_use_code_flow

may_redirect if keycloak.may(["implicitFlowEnabled"], false, {true})

# What is not decided about the use of the URIs: `{path: reason}`.
open_use := keycloak.open_all(array.concat(keycloak.client_keys, undecided_flows))

default undecided_flows := [["standardFlowEnabled"], ["implicitFlowEnabled"]]

undecided_flows := [] if redirects

# Does the URI match sites of anybody: is it a wildcard before anything ends the host?
wildcard(uri) if uri == "*"

wildcard(uri) if regex.match(`^[A-Za-z][A-Za-z0-9+.-]*://[*]$`, uri)

wildcard(uri) if regex.match(`^[Hh][Tt][Tt][Pp][Ss]?:/?/?[^/?]*[*]$`, uri)

wildcard(uri) if regex.match(`^[^:/?]*[*]$`, uri)

# The scheme in lower case, undefined for a relative URI and where a placeholder brings it.
scheme(uri) := lower(found[0][1]) if {
	found := regex.find_all_string_submatch_n(`^([A-Za-z][A-Za-z0-9+.-]*):`, uri, 1)
	count(found) == 1
}

# The host of an address with `//`, without port, in lower case.
host(uri) := lower(found[0][1]) if {
	found := regex.find_all_string_submatch_n(`^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(\[[^\]/]*\]|[^/?#:]*)`, uri, 1)
	count(found) == 1
}

# Does the URI lead to the user's own device?
loopback(uri) if host(uri) in {"localhost", "127.0.0.1", "[::1]"}

loopback(uri) if endswith(host(uri), ".localhost")
