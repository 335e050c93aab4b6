# METADATA
# title: Changes by administrators are not stored
# description: >-
#   Without admin events nobody can tell afterwards who granted a role, reset a password or opened a client. Without
#   their details one sees that something changed, not what.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#auditing-admin-events
# custom:
#   id: KC-014
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, D2, C3]
#   references: {nist-800-53: [AU-12]}
#   remediation: >-
#     Set `adminEventsEnabled` and `adminEventsDetailsEnabled` to true, and send the events to your log store.
#   parameters: {}
package bartizan.keycloak.admin_events_not_stored

import data.bartizan.lib.keycloak

events := ["adminEventsEnabled"]

details := ["adminEventsDetailsEnabled"]

deny contains {
	"message": sprintf("realm %q does not store what administrators change", [keycloak.realm_name]),
	"path": events,
	"fix": [set_true(events), set_true(details)],
} if {
	count(open_events) == 0
	keycloak.value(events, false) != true
}

deny contains {
	"message": sprintf("realm %q stores that administrators changed something, but not what", [keycloak.realm_name]),
	"path": details,
	"fix": [set_true(details)],
} if {
	count(open_events) == 0
	count(open_details) == 0
	keycloak.value(events, false) == true
	keycloak.value(details, false) != true
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open_events

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may(events, false, {true})
	some found, reason in open_details
}

open_events := keycloak.open_setting("adminEventsEnabled")

open_details := keycloak.open_setting("adminEventsDetailsEnabled")

set_true(path) := {"op": "set", "path": path, "value": true, "safety": "safe"}
