# METADATA
# title: Credential type has no revocation status
# description: >-
#   A credential lives in the wallet until it expires. Without a status that verifiers look up, one that was issued
#   by mistake, or whose holder lost the right, keeps proving it.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/
#   - ref: https://github.com/ADORSYS-GIS/token-status-link
#   - ref: https://www.keycloak.org/2026/01/issue-credentials-over-openid4vci
# custom:
#   id: VC-008
#   severity: high
#   confidence: medium
#   platform: keycloak
#   kinds: [realm, client_scope]
#   scope: unit
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T4, P8, C3]
#   references: {other: [token-status-list]}
#   remediation: >-
#     Install a status list plugin, add its mapper to the credential, make `status` a visible claim and set the realm
#     attribute `status-list-enabled` to `"true"`.
#   parameters:
#     short_lived_seconds:
#       type: number
#       default: 86400
#       description: Credentials that expire within this time need no status.
package bartizan.keycloak.credential_without_revocation

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak
import data.bartizan.lib.params

mappers := ["protocolMappers"]

visible := ["attributes", "vc.credential_build_config.sd_jwt.visible_claims"]

expiry := ["attributes", "vc.expiry_in_seconds"]

enabled := ["attributes", "status-list-enabled"]

# The plugin of ADORSYS-GIS/token-status-link calls it oid4vc-status-list-claim-mapper and is switched on per realm.
plugin_mapper := "oid4vc-status-list-claim-mapper"

deny contains {
	"message": sprintf("credential %q cannot be revoked: no mapper gives it a status", [scope.name]),
	"resource": scope.address,
	"path": mappers,
} if {
	some scope in credentials
	count(keycloak.open_all_in(scope, [["protocol"], mappers, expiry])) == 0
	count(credential.status_mappers(scope)) == 0
}

deny contains {
	"message": sprintf("credential %q hides its status behind selective disclosure", [scope.name]),
	"resource": scope.address,
	"path": visible,
} if {
	some scope in credentials
	count(keycloak.open_all_in(scope, [["protocol"], mappers, expiry, visible])) == 0
	count(credential.status_mappers(scope)) > 0
	keycloak.is_in(scope, ["attributes", "vc.format"], keycloak.default_credential_format, keycloak.sd_jwt_formats)
	claims := keycloak.value_in(scope, visible, "")
	claims != ""
	not "status" in {trim_space(claim) | some claim in split(claims, ",")}
}

deny contains {
	"message": sprintf("realm %q gives credentials a status, but its status list service is not enabled", [object.get(realm.values, "realm", realm.name)]),
	"resource": realm.address,
	"path": enabled,
	"fix": [{"op": "set", "path": enabled, "value": "true", "safety": "unsafe"}],
} if {
	some realm in plugin_realms
	count(keycloak.open_in(realm, enabled)) == 0
	keycloak.value_in(realm, enabled, false) != true
}

undetermined contains {"resource": scope.address, "path": found, "reason": reason} if {
	some scope in credentials
	some found, reason in keycloak.open_all_in(scope, [["protocol"], mappers, expiry, visible])
}

undetermined contains {"resource": realm.address, "path": found, "reason": reason} if {
	some realm in plugin_realms
	some found, reason in keycloak.open_in(realm, enabled)
}

# Credentials that live long enough to need a status. Absent, they live a year
# (CredentialScopeModel.EXPIRY_IN_SECONDS_DEFAULT).
credentials contains scope if {
	some scope in input.resources
	scope.kind == "client_scope"
	keycloak.may_in(scope, ["protocol"], "openid-connect", {"oid4vc"})
	not short_lived(scope)
}

short_lived(scope) if {
	count(keycloak.open_in(scope, expiry)) == 0
	keycloak.number(keycloak.value_in(scope, expiry, 31536000)) <= params.get("short_lived_seconds", 86400)
}

# Realms that the plugin's credentials belong to: addresses of a realm's resources begin with its own.
plugin_realms contains realm if {
	some realm in input.resources
	realm.kind == "realm"
	some scope in credentials
	plugin_mapper in credential.status_mappers(scope)
	belongs(scope, realm)
}

belongs(scope, realm) if startswith(scope.address, concat("", [realm.address, "/"]))

belongs(_, realm) if {
	realms := [resource | some resource in input.resources; resource.kind == "realm"]
	realms == [realm]
}
