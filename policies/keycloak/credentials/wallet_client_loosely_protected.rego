# METADATA
# title: Wallet client is loosely protected
# description: >-
#   Through this client wallets fetch credentials. The high assurance profile of OpenID4VC asks for PKCE, pushed
#   requests, sender-constrained tokens and exact redirect addresses; each one that is missing is a way to have a
#   citizen's credential issued to a stranger.
# related_resources:
#   - ref: https://openid.net/specs/openid4vc-high-assurance-interoperability-profile-1_0.html
#   - ref: https://datatracker.ietf.org/doc/html/rfc9126
#   - ref: https://datatracker.ietf.org/doc/html/rfc9449
# custom:
#   id: VC-012
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, A5]
#   references: {other: [HAIP], rfc: [rfc9126, rfc9449]}
#   remediation: >-
#     Set `pkce.code.challenge.method` to `S256`, `require.pushed.authorization.requests` and
#     `dpop.bound.access.tokens` to `"true"`, and list exact redirect URIs.
#   parameters: {}
package bartizan.keycloak.wallet_client_loosely_protected

import data.bartizan.lib.keycloak

wallet := ["attributes", "oid4vci.enabled"]

deny contains object.union(
	{
		"message": sprintf("wallet client %q %s", [keycloak.client_id, fault.what]),
		"path": fault.path,
		"fix": fault.fix,
	},
	fault.identity,
) if {
	candidate
	some fault in faults
	count(keycloak.open_all(array.concat(keys, fault.reads))) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some fault in faults
	some found, reason in keycloak.open_all(array.concat(keys, fault.reads))
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in keycloak.open(["redirectUris"])
}

keys := array.concat(keycloak.client_keys, [wallet])

candidate if {
	keycloak.may_be_active_client({"openid-connect"})
	keycloak.may(wallet, false, {true})
}

faults contains {
	"path": ["redirectUris", i],
	"what": sprintf("accepts the redirect URI %q", [uri]),
	"reads": [],
	"fix": [],
	"identity": {"key": uri},
} if {
	some i, uri in keycloak.value(["redirectUris"], [])
	not keycloak.placeholder(uri)
	endswith(uri, "*")
}

# What the client must ask for, where wallets use the code flow; off where absent (OIDCConfigAttributes).
wanted := {
	"pkce.code.challenge.method": {"value": "S256", "what": "does not enforce PKCE with S256"},
	"require.pushed.authorization.requests": {"value": true, "what": "takes requests that were not pushed"},
}

faults contains {
	"path": path,
	"what": want.what,
	"reads": [path, ["standardFlowEnabled"]],
	"fix": [{"op": "set", "path": path, "value": sprintf("%v", [want.value]), "safety": "unsafe"}],
	"identity": {},
} if {
	keycloak.may_use_code_flow
	some key, want in wanted
	path := ["attributes", key]
	keycloak.value(path, false) != want.value
}

faults contains {
	"path": path,
	"what": "gets tokens that anybody can use who has a copy",
	"reads": [path],
	"fix": [{"op": "set", "path": path, "value": "true", "safety": "unsafe"}],
	"identity": {},
} if {
	path := ["attributes", "dpop.bound.access.tokens"]
	keycloak.value(path, false) != true
}

faults contains {
	"path": path,
	"what": "may exchange passwords for tokens",
	"reads": [path],
	"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
	"identity": {},
} if {
	path := ["directAccessGrantsEnabled"]
	keycloak.may(path, false, {true})
}
