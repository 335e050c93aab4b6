# METADATA
# title: Redirect URI can be intercepted
# description: >-
#   Over plain HTTP everybody on the way reads the code or token that the address carries. A private scheme such as
#   `myapp:` may be claimed by any other app on the same phone, which then receives the answer; PKCE makes it
#   worthless.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.6
#   - ref: https://datatracker.ietf.org/doc/html/rfc8252#section-8.1
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_unspecific-redirect-uris
# custom:
#   id: KC-024
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T2, A3]
#   references: {kcwarden: [ClientMustNotUseUnencryptedNonlocalRedirectUri, ClientUsesCustomRedirectUriScheme], rfc: [rfc9700-2.6], nist-800-53: [SC-8]}
#   remediation: >-
#     Use `https://` addresses, for apps those that the system verifies (App Links, Universal Links); with a private
#     scheme set `pkce.code.challenge.method` to `S256`.
#   parameters:
#     allowed_schemes:
#       type: array
#       default: []
#       description: Private schemes that no other app can claim on your devices, or that your users accept.
package bartizan.keycloak.redirect_uri_insecure

import data.bartizan.lib.keycloak
import data.bartizan.lib.params
import data.bartizan.lib.redirect_uri

root := ["rootUrl"]

pkce := ["attributes", "pkce.code.challenge.method"]

deny contains {
	"message": sprintf("client %q receives its answers over plain HTTP at %q", [keycloak.client_id, uri]),
	"path": array.concat(redirect_uri.path, [i]),
	"key": uri,
	"fix": [{"op": "set", "path": array.concat(redirect_uri.path, [i]), "value": secured(uri), "safety": "unsafe"}],
} if {
	redirect_uri.used
	some i, uri in keycloak.value(redirect_uri.path, [])
	plain(uri)
}

# Relative addresses belong to rootUrl, without it to the server of Keycloak itself.
deny contains {
	"message": sprintf("client %q receives its answers over plain HTTP below %q", [keycloak.client_id, keycloak.value(root, "")]),
	"path": root,
	"fix": [{"op": "set", "path": root, "value": secured(keycloak.value(root, "")), "safety": "unsafe"}],
} if {
	redirect_uri.used
	plain(keycloak.value(root, ""))
	some uri in keycloak.value(redirect_uri.path, [])
	startswith(uri, "/")
}

deny contains {
	"message": sprintf("client %q receives its answers at %q, which other apps may claim, and does not enforce PKCE", [keycloak.client_id, uri]),
	"path": array.concat(redirect_uri.path, [i]),
	"key": uri,
	"fix": [{"op": "set", "path": pkce, "value": "S256", "safety": "unsafe"}],
} if {
	redirect_uri.used
	count(keycloak.open(pkce)) == 0
	keycloak.value(pkce, "") != "S256"
	some i, uri in keycloak.value(redirect_uri.path, [])
	private(uri)
}

undetermined contains {"path": found, "reason": reason} if {
	redirect_uri.may_be_used
	some found, reason in keycloak.open(redirect_uri.path)
}

undetermined contains {"path": array.concat(redirect_uri.path, [i]), "reason": keycloak.placeholder_reason} if {
	redirect_uri.may_be_used
	some i, uri in keycloak.value(redirect_uri.path, [])
	open_scheme(uri)
}

undetermined contains {"path": found, "reason": reason} if {
	redirect_uri.may_be_used
	some uri in keycloak.value(redirect_uri.path, [])
	startswith(uri, "/")
	some found, reason in open_root
}

undetermined contains {"path": found, "reason": reason} if {
	redirect_uri.may_be_used
	some uri in keycloak.value(redirect_uri.path, [])
	private(uri)
	some found, reason in keycloak.open(pkce)
}

undetermined contains {"path": found, "reason": reason} if {
	redirect_uri.may_be_used
	some uri in array.concat(keycloak.value(redirect_uri.path, []), [keycloak.value(root, "")])
	doubtful(uri)
	some found, reason in redirect_uri.open_use
}

# Wildcards of whole sites are KC-022. A placeholder in the host may stand for the user's own device.
plain(uri) if {
	redirect_uri.scheme(uri) == "http"
	not redirect_uri.wildcard(uri)
	not redirect_uri.loopback(uri)
	not keycloak.placeholder(redirect_uri.host(uri))
}

private(uri) if {
	scheme := redirect_uri.scheme(uri)
	not scheme in {"http", "https"}
	not scheme in {lower(allowed) | some allowed in params.get("allowed_schemes", [])}
	keycloak.is(["protocol"], "openid-connect", {"openid-connect"})
}

doubtful(uri) if plain(uri)

doubtful(uri) if private(uri)

open_scheme(uri) if {
	keycloak.placeholder(uri)
	regex.match(`^[$]`, uri)
}

open_scheme(uri) if {
	redirect_uri.scheme(uri) == "http"
	keycloak.placeholder(redirect_uri.host(uri))
}

default open_root := {}

open_root := keycloak.open(root) if count(keycloak.open(root)) > 0

secured(uri) := concat("", ["https", substring(uri, 4, -1)])
