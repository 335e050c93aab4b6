# METADATA
# title: Outside OpenID Connect provider is trusted without signature or PKCE
# description: >-
#   Keycloak logs in whomever the outside provider names. Without signature validation a forged token names anybody,
#   administrators included; without PKCE (S256) a code that leaks between the provider and Keycloak logs its thief
#   in.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_identity_broker_oidc
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.1.1
# custom:
#   id: KC-045
#   severity: critical
#   confidence: high
#   platform: keycloak
#   kinds: [identity_provider]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T1, P1, A3]
#   references: {kcwarden: [IdentityProviderWithSignatureVerificationDisabled, OIDCIdentityProviderWithoutPKCE], rfc: [rfc9700-2.1.1]}
#   remediation: >-
#     Set `validateSignature` and `pkceEnabled` to `"true"`, `pkceMethod` to `S256`, and give the provider's key set
#     (`useJwksUrl`, `jwksUrl`).
#   parameters: {}
package bartizan.keycloak.oidc_provider_unsigned

import data.bartizan.lib.keycloak

# OIDCIdentityProviderConfig and OAuth2IdentityProviderConfig read all three as off where they are absent.
signature := ["config", "validateSignature"]

pkce := ["config", "pkceEnabled"]

pkce_method := ["config", "pkceMethod"]

deny contains {
	"message": sprintf("identity provider %q %s", [alias, fault.what]),
	"path": fault.path,
	"fix": [{"op": "set", "path": path, "value": value, "safety": "unsafe"} | some path, value in fault.better],
} if {
	candidate
	some fault in faults
	count(keycloak.open_all(array.concat(candidate_keys, fault.reads))) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some fault in faults
	some found, reason in keycloak.open_all(array.concat(candidate_keys, fault.reads))
}

alias := keycloak.value(["alias"], input.name)

candidate_keys := [["providerId"], ["enabled"]]

candidate if {
	keycloak.may(["providerId"], "", {"oidc", "keycloak-oidc"})
	keycloak.may(["enabled"], true, {true})
}

faults contains {
	"path": signature,
	"what": "is trusted without checking the signature of its tokens",
	"better": {signature: "true"},
	"reads": [signature],
} if {
	keycloak.value(signature, false) != true
}

faults contains {
	"path": pkce,
	"what": "is asked for codes without PKCE",
	"better": {pkce: "true", pkce_method: "S256"},
	"reads": [pkce],
} if {
	keycloak.value(pkce, false) != true
}

faults contains {
	"path": pkce_method,
	"what": "is asked for codes with a PKCE method other than S256",
	"better": {pkce_method: "S256"},
	"reads": [pkce, pkce_method],
} if {
	keycloak.may(pkce, false, {true})
	keycloak.value(pkce_method, "plain") != "S256"
}
