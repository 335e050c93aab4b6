# METADATA
# title: Bucket keeps no versions of its objects
# description: >-
#   What is overwritten or deleted, by mistake or by an intruder, is gone once the week of soft deletion that Google
#   gives every bucket is over. Often nobody has noticed by then.
# related_resources:
#   - ref: https://cloud.google.com/storage/docs/object-versioning
#   - ref: https://cloud.google.com/storage/docs/soft-delete
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket#versioning
# custom:
#   id: TF-GCP-004
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [google_storage_bucket]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     trivy: [GCP-0078]
#     checkov: [CKV_GCP_78]
#     nist-800-53: [CP-9]
#   remediation: >-
#     Add `versioning` with `enabled` true, with a `lifecycle_rule` that deletes versions which are old enough; or a
#     `retention_policy`; or a `soft_delete_policy` of 30 days or more.
#   parameters:
#     soft_delete_days:
#       type: number
#       default: 30
#       description: >-
#         Days of soft deletion that are as good as versions.
package bartizan.terraform.bucket_versions

import data.bartizan.lib.google
import data.bartizan.lib.params
import data.bartizan.lib.tf

setting := ["versioning", 0, "enabled"]

retention := ["retention_policy"]

soft_delete := ["soft_delete_policy", 0, "retention_duration_seconds"]

deny contains {
	"path": setting,
	"message": sprintf("bucket %q keeps no versions of its objects and no retention policy", [google.label(input)]),
	"fix": google.write(setting, true),
} if {
	google.not_true(input, setting)
	not google.given(input, retention)
	not long_enough
	count(google.unknowns(input, [soft_delete])) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	not kept
	some path, reason in google.unknowns(input, [setting, soft_delete])
}

kept if tf.is_true(google.value(input, setting, false))

kept if google.given(input, retention)

kept if long_enough

long_enough if tf.number(google.value(input, soft_delete, 0)) >= params.get("soft_delete_days", 30) * 86400
