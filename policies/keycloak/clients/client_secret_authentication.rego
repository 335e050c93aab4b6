# METADATA
# title: Confidential client proves itself with a shared secret
# description: >-
#   The secret travels with every request, is copied into deployments and pipelines, and whoever reads it once is the
#   client. With a key or certificate of its own the client keeps what proves it.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client-credentials
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.5
# custom:
#   id: KC-030
#   severity: low
#   confidence: medium
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [D3, A4, M3T1]
#   references: {kcwarden: [ClientAuthenticationViaMTLSOrJWTRecommended], rfc: [rfc9700-2.5], nist-800-53: [IA-5]}
#   remediation: >-
#     Set `clientAuthenticatorType` to `client-jwt`, `client-x509` or `federated-jwt` and register the key or
#     certificate of the client.
#   parameters: {}
package bartizan.keycloak.client_secret_authentication

import data.bartizan.lib.keycloak

path := ["clientAuthenticatorType"]

deny contains {
	"message": sprintf("client %q proves itself with a shared secret", [keycloak.client_id]),
	"path": path,
} if {
	candidate
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in open
}

# Absent: not public, client-secret (KeycloakModelUtils.getDefaultClientAuthenticatorType).
candidate if {
	keycloak.may_be_active_client({"openid-connect"})
	keycloak.may(["publicClient"], false, {false})
	keycloak.may(path, "client-secret", {"client-secret"})
	not keycloak.builtin
}

open := keycloak.open_all(array.concat(keycloak.client_keys, [["publicClient"], path]))
