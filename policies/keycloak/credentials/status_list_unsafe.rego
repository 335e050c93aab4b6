# METADATA
# title: Status list service is reached in clear or may be skipped
# description: >-
#   Where publishing a status may fail silently, credentials go out that nobody can revoke. Over plain HTTP, or with
#   any certificate accepted, whoever sits between can drop revocations.
# related_resources:
#   - ref: https://github.com/adorsys/keycloak-token-status-plugin
#   - ref: https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/
# custom:
#   id: VC-009
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T4, P8]
#   references: {other: [token-status-list]}
#   remediation: >-
#     Give `status-list-server-url` an https address, set `status-list-mandatory` to `"true"` and leave
#     `status-list-tls-trust-all` off.
#   parameters: {}
package bartizan.keycloak.status_list_unsafe

import data.bartizan.lib.keycloak

switch := ["attributes", "status-list-enabled"]

url := ["attributes", "status-list-server-url"]

mandatory := ["attributes", "status-list-mandatory"]

trust_all := ["attributes", "status-list-tls-trust-all"]

deny contains object.union(
	{
		"message": sprintf("realm %q %s", [keycloak.realm_name, fault.what]),
		"path": fault.path,
	},
	fault.fix,
) if {
	keycloak.may(switch, false, {true})
	some fault in faults
	count(keycloak.open_all([switch, fault.path])) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may(switch, false, {true})
	some found, reason in keycloak.open_all([switch, url, mandatory, trust_all])
}

faults contains {
	"path": url,
	"what": sprintf("sends the status of credentials in clear to %q", [address]),
	"fix": {},
} if {
	address := keycloak.value(url, "")
	is_string(address)
	startswith(lower(address), "http://")
}

# Off where absent: a failure is logged, and the credential is issued without a status.
faults contains {
	"path": mandatory,
	"what": "issues credentials without a status when the status list service fails",
	"fix": {"fix": [{"op": "set", "path": mandatory, "value": "true", "safety": "unsafe"}]},
} if {
	keycloak.value(mandatory, false) != true
}

faults contains {
	"path": trust_all,
	"what": "accepts any certificate of the status list service",
	"fix": {"fix": [{"op": "set", "path": trust_all, "value": "false", "safety": "unsafe"}]},
} if {
	keycloak.value(trust_all, false) == true
}
