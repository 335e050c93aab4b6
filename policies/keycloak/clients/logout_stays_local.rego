# METADATA
# title: Logout does not reach the application
# description: >-
#   When a user logs out, or an administrator ends the session of a revoked account, Keycloak does not tell this
#   application: it goes on with the session it keeps itself.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_oidc-logout
#   - ref: https://openid.net/specs/openid-connect-backchannel-1_0.html
# custom:
#   id: KC-055
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
#   controls: [M3T4, C3]
#   references: {nist-800-53: [AC-12]}
#   remediation: >-
#     Set the attribute `backchannel.logout.url` to the address where the application ends sessions, or
#     `frontchannelLogout` to true.
#   parameters: {}
package bartizan.keycloak.logout_stays_local

import data.bartizan.lib.keycloak

back := ["attributes", "backchannel.logout.url"]

front := ["frontchannelLogout"]

# Where adapters of Keycloak itself are told, in a format of their own.
admin := ["adminUrl"]

deny contains {
	"message": sprintf("client %q is not told when its users log out", [keycloak.client_id]),
	"path": back,
} if {
	candidate
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in open
}

# Absent: no addresses, and off (seen in exports of 24.0.5 and 26.4.0). A placeholder stands for some address.
candidate if {
	keycloak.may_be_active_client({"openid-connect"})
	keycloak.may_use_code_flow
	keycloak.value(back, "") == ""
	keycloak.value(admin, "") == ""
	keycloak.may(front, false, {false})
	not keycloak.builtin
}

open := keycloak.open_all(array.concat(keycloak.client_keys, [["standardFlowEnabled"], back, front, admin]))
