# METADATA
# title: Cloud SQL accepts connections without TLS
# description: >-
#   Logins, queries and the data of citizens can cross the network readable for everyone on the way. Whether a program
#   encrypts is left to its settings, and nobody notices when it does not.
# related_resources:
#   - ref: https://cloud.google.com/sql/docs/postgres/configure-ssl-instance
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance#ssl_mode
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/version_6_upgrade
# custom:
#   id: TF-GCP-025
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [google_sql_database_instance]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [GCP-0015]
#     checkov: [CKV_GCP_6]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Set `ssl_mode` of `ip_configuration` to `ENCRYPTED_ONLY`, or to `TRUSTED_CLIENT_CERTIFICATE_REQUIRED` if clients
#     have certificates. Before version 6 of the provider `require_ssl` true does the same.
package bartizan.terraform.sql_tls

import data.bartizan.lib.google
import data.bartizan.lib.google_sql
import data.bartizan.lib.tf

mode := array.concat(google_sql.configuration, ["ssl_mode"])

old := array.concat(google_sql.configuration, ["require_ssl"])

connectors := ["settings", 0, "connector_enforcement"]

deny contains {
	"path": mode,
	"message": sprintf("database instance %q accepts connections without TLS", [google.label(input)]),
	"fix": google.write(mode, "ENCRYPTED_ONLY"),
} if {
	not encrypted
	count(questions) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	not encrypted
	some path, reason in questions
}

questions := google.unknowns(input, [mode, old, connectors])

encrypted if google.choice(input, mode, "") in {"ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"}

encrypted if tf.is_true(google.value(input, old, false))

# The Auth Proxy and the connectors always encrypt, and then nothing else is let in.
encrypted if google.choice(input, connectors, "") == "REQUIRED"

encrypted if google_sql.copied(input)
