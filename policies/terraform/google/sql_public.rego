# METADATA
# title: Cloud SQL instance has a public address
# description: >-
#   The database stands on the internet. Networks that are authorised reach its login, and everybody does where that is
#   0.0.0.0/0; a leaked password is then all that it takes.
# related_resources:
#   - ref: https://cloud.google.com/sql/docs/postgres/configure-private-ip
#   - ref: https://cloud.google.com/sql/docs/postgres/authorize-networks
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance#ipv4_enabled
# custom:
#   id: TF-GCP-024
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [google_sql_database_instance]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2T5, M4O3, B2, P5]
#   references:
#     trivy: [GCP-0017]
#     checkov: [CKV_GCP_11, CKV_GCP_60]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `ipv4_enabled` of `ip_configuration` to false and name a `private_network`, or use Private Service Connect;
#     take 0.0.0.0/0 out of `authorized_networks`.
package bartizan.terraform.sql_public

import data.bartizan.lib.cidr
import data.bartizan.lib.google
import data.bartizan.lib.google_sql
import data.bartizan.lib.unknown

setting := array.concat(google_sql.configuration, ["ipv4_enabled"])

networks := array.concat(google_sql.configuration, ["authorized_networks"])

deny contains {
	"path": setting,
	"message": sprintf("database instance %q has a public address", [google.label(input)]),
	"fix": google.write(setting, false),
} if {
	public
}

deny contains {
	"path": array.concat(networks, [index, "value"]),
	"message": sprintf("database instance %q lets in %s", [google.label(input), range]),
	"key": range,
} if {
	public
	some index, network in google.value(input, networks, [])
	range := object.get(network, "value", "")
	cidr.everyone(range)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(setting)

undetermined contains {"path": path, "reason": reason} if {
	public
	some path, reason in unknown.within(networks)
	not path[count(path) - 1] in {"name", "expiration_time"}
}

public if {
	google.not_false(input, setting)
	not google_sql.copied(input)
}
