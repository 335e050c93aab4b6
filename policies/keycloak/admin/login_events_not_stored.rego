# METADATA
# title: Logins are not stored
# description: >-
#   Without stored login events nobody can tell afterwards whose account was tried, when an attack began or which
#   sessions it reached.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#configuring-auditing-to-track-events
#   - ref: https://github.com/keycloak/keycloak/blob/main/model/storage-private/src/main/java/org/keycloak/storage/datastore/DefaultExportImportManager.java
# custom:
#   id: KC-013
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, M2O2, A7]
#   references: {nist-800-53: [AU-2, AU-12]}
#   remediation: >-
#     Set `eventsEnabled` to true and leave `enabledEventTypes` empty, or list the events of logins and code exchanges
#     and their errors in it.
#   parameters:
#     event_types:
#       type: array
#       default: [LOGIN, LOGIN_ERROR, CODE_TO_TOKEN_ERROR]
#       description: Types of events that must be among `enabledEventTypes` where that is not empty.
package bartizan.keycloak.login_events_not_stored

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

enabled := ["eventsEnabled"]

types := ["enabledEventTypes"]

deny contains {
	"message": sprintf("realm %q does not store logins", [keycloak.realm_name]),
	"path": enabled,
	"fix": [{"op": "set", "path": enabled, "value": true, "safety": "safe"}],
} if {
	count(open_enabled) == 0
	keycloak.value(enabled, false) != true
}

deny contains {
	"message": sprintf("realm %q stores events, but not %s", [keycloak.realm_name, concat(", ", missing)]),
	"path": types,
	"fix": [{"op": "append", "path": types, "value": type, "safety": "safe"} | some type in missing],
} if {
	count(open_enabled) == 0
	count(keycloak.open(types)) == 0
	keycloak.value(enabled, false) == true
	count(stored) > 0
	count(missing) > 0
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open_enabled

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may(enabled, false, {true})
	some found, reason in keycloak.open(types)
}

open_enabled := keycloak.open_setting("eventsEnabled")

# Empty: all types (JpaEventStoreProvider, RealmModel.getEnabledEventTypesStream).
stored := {type | some type in keycloak.value(types, [])}

missing := [type | some type in params.get("event_types", ["LOGIN", "LOGIN_ERROR", "CODE_TO_TOKEN_ERROR"]); not type in stored]
