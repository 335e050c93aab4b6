# METADATA
# title: Outside SAML provider is trusted without signatures
# description: >-
#   Keycloak logs in whomever the assertion names. Unless it validates signatures and wants assertions themselves
#   signed, an attacker writes or rewrites assertions and is logged in as anybody. Unsigned requests let him start
#   logins in the name of the realm.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#saml-v2-0-identity-providers
# custom:
#   id: KC-046
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
#   controls: [M1T1, P1]
#   references: {kcwarden: [SamlIdentityProviderWithSignatureVerificationDisabled, SamlIdentityProviderWithoutSignedAssertions, SamlIdentityProviderWithoutSignedAuthnRequests], nist-800-53: [IA-2]}
#   remediation: >-
#     Set the three flags to `"true"` and import the provider's signing certificate; give the provider the realm's.
#   parameters: {}
package bartizan.keycloak.saml_provider_unsigned

import data.bartizan.lib.keycloak

# SAMLIdentityProviderConfig reads each as off where it is absent.
flags := {
	"validateSignature": "is trusted without validating the signatures of its answers",
	"wantAssertionsSigned": "may send assertions that are not signed themselves",
	"wantAuthnRequestsSigned": "gets login requests that the realm does not sign",
}

deny contains {
	"message": sprintf("identity provider %q %s", [alias, flags[flag]]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "true", "safety": "unsafe"}],
} if {
	candidate
	some flag in off
	path := ["config", flag]
	count(keycloak.open_all(array.concat(candidate_keys, [path]))) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some flag in off
	some found, reason in keycloak.open_all(array.concat(candidate_keys, [["config", flag]]))
}

alias := keycloak.value(["alias"], input.name)

candidate_keys := [["providerId"], ["enabled"]]

candidate if {
	keycloak.may(["providerId"], "", {"saml"})
	keycloak.may(["enabled"], true, {true})
}

off contains flag if {
	some flag, _ in flags
	keycloak.value(["config", flag], false) != true
}
