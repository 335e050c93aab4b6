# METADATA
# title: Events leave the realm too early or reach no log
# description: >-
#   The listener writes events to the server's log, from where alerts and the log store take them; without one, nobody
#   sees failed logins while they happen. Events that expire after days are gone before most intrusions are noticed.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#configuring-auditing-to-track-events
#   - ref: https://www.keycloak.org/server/logging
# custom:
#   id: KC-015
#   severity: low
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [P6, M2O2, C5]
#   references: {nist-800-53: [AU-11]}
#   remediation: >-
#     Keep `jboss-logging` (or the listener of your log store) in `eventsListeners`, and events for 90 days or more.
#   parameters:
#     listeners:
#       type: array
#       default: [jboss-logging]
#       description: Event listeners that write to a log; add that of your log store.
#     min_seconds:
#       type: number
#       default: 7776000
#       description: How long stored events must be kept, in seconds (90 days).
package bartizan.keycloak.events_expire_early

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

listeners := ["eventsListeners"]

expiration := ["eventsExpiration"]

# Absent: jboss-logging (RealmEntity, RealmManager.setupRealmDefaults).
deny contains {
	"message": sprintf("events of realm %q reach no log: its listeners are %s", [keycloak.realm_name, listed]),
	"path": listeners,
	"fix": [{"op": "append", "path": listeners, "value": "jboss-logging", "safety": "safe"}],
} if {
	count(keycloak.open(listeners)) == 0
	count({listener | some listener in keycloak.value(listeners, ["jboss-logging"]); listener in logging}) == 0
}

# Absent or 0: never.
deny contains {
	"message": sprintf("stored events of realm %q expire after %d seconds", [keycloak.realm_name, seconds]),
	"path": expiration,
	"fix": [{"op": "set", "path": expiration, "value": params.get("min_seconds", 7776000), "safety": "unsafe"}],
} if {
	keycloak.is(["eventsEnabled"], false, {true})
	count(keycloak.open(expiration)) == 0
	seconds := keycloak.number(keycloak.value(expiration, 0))
	seconds > 0
	seconds < params.get("min_seconds", 7776000)
}

undetermined contains {"path": found, "reason": reason} if some found, reason in keycloak.open(listeners)

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may(["eventsEnabled"], false, {true})
	may_expire_early
	some found, reason in keycloak.open_all([expiration, ["eventsEnabled"]])
}

may_expire_early if count(keycloak.open(expiration)) > 0

may_expire_early if {
	seconds := keycloak.number(keycloak.value(expiration, 0))
	seconds > 0
	seconds < params.get("min_seconds", 7776000)
}

logging := {listener | some listener in params.get("listeners", ["jboss-logging"])}

listed := "none" if count(keycloak.value(listeners, [])) == 0

listed := concat(", ", keycloak.value(listeners, [])) if count(keycloak.value(listeners, [])) > 0
