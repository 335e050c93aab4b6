# METADATA
# title: SAML client skips signatures or encryption
# description: >-
#   Assertions travel through the browser. Unsigned ones can be altered by whoever holds it, unencrypted ones read,
#   and ones without a one-time condition replayed; unsigned requests let an attacker start logins in the name of the
#   application. SHA-1 signatures no longer count as signatures.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client-saml-configuration
# custom:
#   id: KC-049
#   severity: high
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
#   references: {kcwarden: [SamlClientWithAssertionSignatureDisabled, SamlClientWithClientSignatureDisabled, SamlClientWithEncryptionDisabled, SamlClientWithoutOneTimeUseCondition, SamlClientWithWeakSignatureAlgorithm], nist-800-53: [SC-8, SC-13]}
#   remediation: >-
#     Set the attributes to `"true"` and the algorithm to `RSA_SHA256`; import the application's certificates first.
#   parameters: {}
package bartizan.keycloak.saml_client_unsigned

import data.bartizan.lib.keycloak

# Absent, the server reads each as off (SamlClient). Clients that are created over the admin API, as Terraform and
# keycloak-config-cli do, get `saml.client.signature` switched on (SamlProtocolFactory.setupClientDefaults); an
# imported realm does not.
flags := {
	"saml.assertion.signature": {"absent": false, "what": "gets assertions without a signature of their own"},
	"saml.client.signature": {"absent": created_over_api, "what": "may send login requests without a signature"},
	"saml.encrypt": {"absent": false, "what": "gets assertions in clear"},
	"saml.onetimeuse.condition": {"absent": false, "what": "gets assertions that can be used again"},
}

algorithm := ["attributes", "saml.signature.algorithm"]

default created_over_api := false

created_over_api if object.get(input, "complete", true) == false

created_over_api if count(object.get(input, "actions", [])) > 0

deny contains {
	"message": sprintf("SAML client %q %s", [keycloak.client_id, fault.what]),
	"path": fault.path,
	"fix": [{"op": "set", "path": fault.path, "value": fault.value, "safety": "unsafe"}],
} if {
	candidate
	some fault in faults
	count(keycloak.open_all(array.concat(candidate_keys, [fault.path]))) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some fault in faults
	some found, reason in keycloak.open_all(array.concat(candidate_keys, [fault.path]))
}

candidate_keys := [["enabled"], ["protocol"]]

candidate if {
	keycloak.may(["enabled"], true, {true})
	keycloak.may(["protocol"], "openid-connect", {"saml"})
}

faults contains {"path": path, "what": flag.what, "value": "true"} if {
	some key, flag in flags
	path := ["attributes", key]
	keycloak.may(path, flag.absent, {false, ""})
}

faults contains {
	"path": algorithm,
	"what": sprintf("is sent signatures by %s", [keycloak.value(algorithm, "an algorithm that is not known yet")]),
	"value": "RSA_SHA256",
} if {
	keycloak.may(algorithm, "RSA_SHA256", {"RSA_SHA1", "DSA_SHA1"})
}
