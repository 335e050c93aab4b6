# METADATA
# title: Realm accepts logins over plain HTTP
# description: >-
#   With `sslRequired` set to `none` the server answers logins without TLS from anywhere: passwords and tokens of
#   everybody who signs in can be read on the way. `external`, the default, allows plain HTTP from private addresses
#   only.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_ssl_modes
# custom:
#   id: KC-003
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T2, P5]
#   references: {nist-800-53: [SC-8]}
#   remediation: Set `sslRequired` to `external`, or to `all` where the proxy in front passes the scheme on.
#   parameters:
#     required:
#       type: string
#       default: external
#       description: The weakest mode that is accepted, `external` or `all`.
package bartizan.keycloak.realm_accepts_plain_http

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["sslRequired"]

# Keycloak's default: RealmEntity, SslRequired.EXTERNAL.
mode := lower(keycloak.value(path, "external"))

deny contains {
	"message": sprintf("realm %q accepts plain HTTP: sslRequired is %q", [keycloak.realm_name, mode]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": params.get("required", "external"), "safety": "unsafe"}],
} if {
	count(open) == 0
	mode in too_weak
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open

open := keycloak.open(path)

default too_weak := {"none"}

too_weak := {"none", "external"} if params.get("required", "external") == "all"
