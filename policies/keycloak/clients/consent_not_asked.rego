# METADATA
# title: Client receives personal data without consent
# description: >-
#   The application is not one of the organisation's own, or its default scopes hold personal data, and users are not
#   asked whether they agree. Citizens then share data with others by logging in.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client_scopes
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#con-basic-settings_server_administration_guide
# custom:
#   id: KC-039
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Compliance & Risk
#   owner: Security & Legal Team
#   supporting: [All Engineering Functions]
#   controls: [C2, M3T5]
#   references: {nist-800-53: [PT-4]}
#   remediation: >-
#     Set `consentRequired` to true and describe the scopes for the consent screen; name the applications of others in
#     `third_party_clients`.
#   parameters:
#     third_party_clients:
#       type: array
#       default: []
#       description: Patterns of client ids that belong to other organisations, for example `partner-*`.
#     sensitive_scopes:
#       type: array
#       default: [address, phone]
#       description: Client scopes with personal data that nobody gets without consent.
package bartizan.keycloak.consent_not_asked

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["consentRequired"]

scopes := ["defaultClientScopes"]

deny contains {
	"message": sprintf("client %q %s and its users are not asked for consent", [keycloak.client_id, why]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": true, "safety": "unsafe"}],
} if {
	candidate
	why := reason_for_consent
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	reason_for_consent
	some found, reason in open
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	not third_party
	count(sensitive) == 0
	some found, reason in keycloak.open(scopes)
}

candidate if {
	keycloak.may_be_active_client({"openid-connect"})
	keycloak.may(path, false, {false})
	not keycloak.builtin
}

third_party if {
	some pattern in params.get("third_party_clients", [])
	glob.match(pattern, null, keycloak.client_id)
}

wanted := {scope | some scope in params.get("sensitive_scopes", ["address", "phone"])}

sensitive := [scope | some scope in keycloak.value(scopes, []); scope in wanted]

reason_for_consent := "belongs to a third party" if third_party

reason_for_consent := sprintf("gets scope %q by default", [sensitive[0]]) if {
	not third_party
	count(sensitive) > 0
}

open := keycloak.open_all(array.concat(keycloak.client_keys, [path]))
