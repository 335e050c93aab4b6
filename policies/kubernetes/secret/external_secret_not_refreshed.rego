# METADATA
# title: External secret is not refreshed
# description: >-
#   The store rotates a password, and the application goes on with the old one until somebody notices the failed
#   logins, or with a stolen one that nobody can take back.
# related_resources:
#   - ref: https://external-secrets.io/latest/api/externalsecret/
#   - ref: https://github.com/hashicorp/vault-secrets-operator/blob/main/controllers/vaultstaticsecret_controller.go
#     description: what holds without `refreshAfter`
# custom:
#   id: OPS-032
#   severity: low
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - external-secrets.io/ExternalSecret
#     - external-secrets.io/ClusterExternalSecret
#     - secrets.hashicorp.com/VaultStaticSecret
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, D3]
#   references: {nist-800-53: [IA-5]}
#   remediation: >-
#     Set `refreshInterval: 1h` (VaultStaticSecret: `refreshAfter: 1h`), and leave `refreshPolicy` at `Periodic`.
#   parameters:
#     max_hours:
#       type: number
#       default: 24
#       description: Longest time, in hours, between two refreshes.
package bartizan.kubernetes.external_secret_not_refreshed

import data.bartizan.lib.duration
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

# Where the spec of the external secret stands.
root := object.get({"ClusterExternalSecret": ["spec", "externalSecretSpec"]}, input.kind, ["spec"])

interval := array.concat(root, [object.get({"VaultStaticSecret": "refreshAfter"}, input.kind, "refreshInterval")])

refresh_policy := array.concat(root, ["refreshPolicy"])

instant := ["spec", "syncConfig", "instantUpdates"]

compared := ["spec", "hmacSecretData"]

deny contains {
	"message": sprintf("%s is never refreshed", [kubernetes.title]),
	"path": interval,
	"fix": [set(interval, "1h")],
} if {
	judged
	never
}

deny contains {
	"message": sprintf("%s is refreshed every %v hours only", [kubernetes.title, hours]),
	"path": interval,
	"fix": [set(interval, "1h")],
} if {
	judged
	not once
	hours := duration.hours(object.get(input.values, interval, ""))
	hours > params.get("max_hours", 24)
}

deny contains {
	"message": sprintf("%s is not refreshed: its refresh policy is %s", [kubernetes.title, object.get(input.values, refresh_policy, "")]),
	"path": refresh_policy,
	"fix": array.concat([set(refresh_policy, "Periodic")], interval_as_well),
} if {
	judged
	once
}

# An interval of none would leave it as it is.
default interval_as_well := []

interval_as_well := [set(interval, "1h")] if duration.hours(object.get(input.values, interval, null)) == 0

undetermined contains entry if some entry in unknown_entries

judged if {
	count(unknown_entries) == 0
	object.get(input.values, instant, false) != true
}

once if object.get(input.values, refresh_policy, "Periodic") in {"CreatedOnce", "OnChange"}

# Without an interval it is refreshed every hour.
never if {
	input.kind != "VaultStaticSecret"
	not once
	duration.hours(object.get(input.values, interval, null)) == 0
}

# Without an interval a VaultStaticSecret is compared with Vault every minute, unless that is switched off.
never if {
	input.kind == "VaultStaticSecret"
	object.get(input.values, compared, true) == false
	object.get(input.values, interval, null) in {null, "", "0", "0s"}
}

unknown_entries := union({entries |
	some path in [interval, refresh_policy, instant, compared]
	entries := kubernetes.unknown_around(path)
})

set(path, value) := {"op": "set", "path": path, "value": value, "safety": "unsafe"}
