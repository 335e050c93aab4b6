# METADATA
# title: Service account client also logs users in
# description: >-
#   One secret then opens both the machine's own rights and the login of people. The login page, redirect addresses
#   and passwords are a way to attack an identity that needs none of them.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_service_accounts
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.4
# custom:
#   id: KC-032
#   severity: low
#   confidence: medium
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, A4]
#   references: {kcwarden: [ClientWithServiceAccountAndOtherFlowEnabled], nist-800-53: [AC-6]}
#   remediation: >-
#     Set `standardFlowEnabled`, `implicitFlowEnabled` and `directAccessGrantsEnabled` to false, or use a client of
#     its own for the service account.
#   parameters: {}
package bartizan.keycloak.service_account_with_user_logins

import data.bartizan.lib.keycloak

account := ["serviceAccountsEnabled"]

# What holds where the flow is not written.
flows := {
	"standardFlowEnabled": {"absent": keycloak.code_flow_by_default, "what": "the code flow"},
	"implicitFlowEnabled": {"absent": false, "what": "the implicit flow"},
	"directAccessGrantsEnabled": {"absent": false, "what": "the password grant"},
}

deny contains {
	"message": sprintf("client %q has a service account and logs users in by %s", [keycloak.client_id, flow.what]),
	"path": [key],
	"fix": [{"op": "set", "path": [key], "value": false, "safety": "unsafe"}],
} if {
	candidate
	some key, flow in flows
	keycloak.may([key], flow.absent, {true})
	count(keycloak.open_all(array.concat(reads, [[key]]))) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some key, flow in flows
	keycloak.may([key], flow.absent, {true})
	some found, reason in keycloak.open_all(array.concat(reads, [[key]]))
}

# Authorization services need a service account beside the login (RepresentationToModel.createClient turns it on).
candidate if {
	keycloak.may_be_active_client({"openid-connect"})
	keycloak.may(account, false, {true})
	keycloak.may(["authorizationServicesEnabled"], false, {false})
	not keycloak.builtin
}

reads := array.concat(keycloak.client_keys, [account, ["authorizationServicesEnabled"]])
