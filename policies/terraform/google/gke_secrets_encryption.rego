# METADATA
# title: GKE secrets are not encrypted with a key of your own
# description: >-
#   Google encrypts the disks of the control plane, but within its database secrets lie readable. Whoever gets a copy of
#   it, or of a backup, has the passwords of all workloads.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/encrypting-secrets
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster#database_encryption
# custom:
#   id: TF-GCP-023
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds: [google_container_cluster]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T2, M2T1, B1]
#   references:
#     nist-800-53: [SC-28]
#   remediation: >-
#     Add a `database_encryption` block with `state` `ENCRYPTED` and, as `key_name`, a key of your own in the location
#     of the cluster.
#   unknown: set
package bartizan.terraform.gke_secrets_encryption

import data.bartizan.lib.google
import data.bartizan.lib.unknown

setting := ["database_encryption", 0, "state"]

deny contains {
	"path": setting,
	"message": sprintf("cluster %q does not encrypt its secrets with a key of your own", [google.label(input)]),
} if {
	not unknown.at(setting)
	not google.choice(input, setting, "DECRYPTED") in {"ENCRYPTED", "ALL_OBJECTS_ENCRYPTION_ENABLED"}
}
