# METADATA
# title: Offline sessions never end
# description: >-
#   An offline token outlives logins, restarts and password changes. Without a maximum it works for as long as
#   somebody uses it now and then: a stolen one is access for ever.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_offline-access
#   - ref: https://github.com/keycloak/keycloak/blob/main/model/storage-private/src/main/java/org/keycloak/storage/datastore/DefaultExportImportManager.java
# custom:
#   id: KC-019
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M3T4, C3]
#   references: {kcwarden: [OfflineSessionMaxLifespanDisabled], nist-800-53: [AC-12]}
#   remediation: >-
#     Set `offlineSessionMaxLifespanEnabled` to true and `offlineSessionMaxLifespan` to 5184000 seconds (60 days) or
#     less.
#   parameters:
#     max_seconds:
#       type: number
#       default: 5184000
#       description: The longest accepted life of an offline session, in seconds (60 days).
package bartizan.keycloak.offline_session_endless

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

enabled := ["offlineSessionMaxLifespanEnabled"]

lifespan := ["offlineSessionMaxLifespan"]

deny contains {
	"message": sprintf("offline sessions of realm %q never end", [keycloak.realm_name]),
	"path": enabled,
	"fix": [{"op": "set", "path": enabled, "value": true, "safety": "unsafe"}],
} if {
	count(open_enabled) == 0
	keycloak.value(enabled, false) != true
}

# Absent: 60 days (Constants.DEFAULT_OFFLINE_SESSION_MAX_LIFESPAN).
deny contains {
	"message": sprintf("offline sessions of realm %q last %d seconds", [keycloak.realm_name, seconds]),
	"path": lifespan,
	"fix": [{"op": "set", "path": lifespan, "value": params.get("max_seconds", 5184000), "safety": "unsafe"}],
} if {
	count(open_enabled) == 0
	count(keycloak.open(lifespan)) == 0
	keycloak.value(enabled, false) == true
	seconds := keycloak.number(keycloak.value(lifespan, 5184000))
	seconds > params.get("max_seconds", 5184000)
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open_enabled

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may(enabled, false, {true})
	some found, reason in keycloak.open(lifespan)
}

open_enabled := keycloak.open_setting("offlineSessionMaxLifespanEnabled")
