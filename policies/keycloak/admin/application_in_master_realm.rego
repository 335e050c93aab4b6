# METADATA
# title: Application is registered in the master realm
# description: >-
#   The master realm administers all others. An application there shares its users, sessions and signing keys with
#   the administrators of the whole server: a hole in the application is a way to every realm.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#the-master-realm
# custom:
#   id: KC-002
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
#   controls: [M1T1, M3T1, P1]
#   references: {nist-800-53: [AC-6]}
#   remediation: >-
#     Create a realm for the application and register it there; keep the master realm for administration.
#   parameters: {}
package bartizan.keycloak.application_in_master_realm

import data.bartizan.lib.keycloak

path := ["clientId"]

deny contains {
	"message": sprintf("client %q is registered in the master realm, beside the administrators of the server", [keycloak.client_id]),
	"path": path,
} if {
	candidate
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in open
}

candidate if {
	keycloak.realm_of(input) == "master"
	keycloak.may(["enabled"], true, {true})
	not keycloak.builtin
}

open := keycloak.open_all([["enabled"], path])
