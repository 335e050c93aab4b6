# METADATA
# title: Code flow client does not enforce PKCE
# description: >-
#   Without PKCE an authorisation code that leaks, through a log, a referrer or another app on the phone, can be
#   redeemed by whoever has it. Unless the client says `S256`, Keycloak leaves it to the application whether PKCE is
#   used, and an attacker's request simply leaves it out.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#assembly-managing-clients_server_administration_guide
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.1.1
# custom:
#   id: KC-028
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
#   controls: [A3, P2, M1T1]
#   references: {kcwarden: [PublicClientsMustEnforcePKCE, ConfidentialClientShouldEnforcePKCE], rfc: [rfc9700-2.1.1]}
#   remediation: Set the attribute `pkce.code.challenge.method` to `S256`.
#   parameters: {}
package bartizan.keycloak.pkce_not_enforced

import data.bartizan.lib.keycloak

path := ["attributes", "pkce.code.challenge.method"]

deny contains {
	"message": sprintf("client %q uses the code flow and %s", [keycloak.client_id, how]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "S256", "safety": "unsafe"}],
} if {
	candidate
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in open
}

candidate if {
	keycloak.may_be_active_client({"openid-connect"})
	keycloak.may_use_code_flow
	method != "S256"
	not shipped
}

method := keycloak.value(path, "")

# Keycloak ships some of its own clients without the attribute.
shipped if {
	keycloak.builtin
	method == ""
	count(keycloak.open(path)) == 0
}

how := "leaves PKCE to the application" if method == ""

how := sprintf("asks for PKCE with %q instead of S256", [method]) if method != ""

open := keycloak.open_all(array.concat(keycloak.client_keys, [["standardFlowEnabled"], path]))
