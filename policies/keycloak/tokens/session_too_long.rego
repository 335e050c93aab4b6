# METADATA
# title: Login sessions last too long
# description: >-
#   Whoever sits down at a shared or lost device uses the session that is still open, and every application that
#   trusts the realm with it.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_timeouts
#   - ref: https://pages.nist.gov/800-63-4/sp800-63b.html
# custom:
#   id: KC-020
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [P2, M3T4]
#   references: {nist-800-53: [AC-12]}
#   remediation: >-
#     Set `ssoSessionIdleTimeout` to 1800 and `ssoSessionMaxLifespan` to 36000 seconds, and those of remembered
#     sessions to what the devices of your users bear.
#   parameters:
#     max_idle_seconds:
#       type: number
#       default: 3600
#       description: The longest accepted idle time of a session, in seconds.
#     max_seconds:
#       type: number
#       default: 43200
#       description: The longest accepted life of a session, in seconds.
#     max_remembered_seconds:
#       type: number
#       default: 604800
#       description: The longest accepted life of a session with "remember me", in seconds.
package bartizan.keycloak.session_too_long

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

# Absent: 1800 and 36000 (DefaultExportImportManager.importRealm); 0 of a remembered session means those of others
# (SessionExpirationUtils).
limits := {
	"ssoSessionIdleTimeout": {"limit": params.get("max_idle_seconds", 3600), "what": "may be idle for", "value": 1800},
	"ssoSessionMaxLifespan": {"limit": params.get("max_seconds", 43200), "what": "last", "value": 36000},
	"ssoSessionMaxLifespanRememberMe": {"limit": params.get("max_remembered_seconds", 604800), "what": "last, where remembered,", "value": 604800},
}

deny contains {
	"message": sprintf("sessions of realm %q %s %d seconds", [keycloak.realm_name, setting.what, seconds]),
	"path": [key],
	"fix": [{"op": "set", "path": [key], "value": setting.value, "safety": "unsafe"}],
} if {
	some key, setting in limits
	count(keycloak.open([key])) == 0
	seconds := keycloak.number(keycloak.value([key], 0))
	seconds > setting.limit
	remembers(key)
}

undetermined contains {"path": found, "reason": reason} if {
	some key, _ in limits
	may_remember(key)
	some found, reason in keycloak.open([key])
}

undetermined contains {"path": found, "reason": reason} if {
	setting := limits.ssoSessionMaxLifespanRememberMe
	keycloak.number(keycloak.value(["ssoSessionMaxLifespanRememberMe"], 0)) > setting.limit
	some found, reason in keycloak.open(["rememberMe"])
}

remembers(key) if not endswith(key, "RememberMe")

remembers(key) if {
	endswith(key, "RememberMe")
	keycloak.is(["rememberMe"], false, {true})
}

may_remember(key) if not endswith(key, "RememberMe")

may_remember(key) if {
	endswith(key, "RememberMe")
	keycloak.may(["rememberMe"], false, {true})
}
