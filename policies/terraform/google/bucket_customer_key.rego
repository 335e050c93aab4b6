# METADATA
# title: Bucket is encrypted with a key of Google alone
# description: >-
#   Nobody can cut off access to the objects by taking back a key, nor see who used it. For citizens' records a key of
#   your own is worth its care; for the rest Google's key is enough.
# related_resources:
#   - ref: https://cloud.google.com/storage/docs/encryption/customer-managed-keys
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket#encryption
# custom:
#   id: TF-GCP-005
#   severity: low
#   confidence: low
#   platform: terraform
#   kinds: [google_storage_bucket]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [GCP-0066]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Add an `encryption` block whose `default_kms_key_name` is a key of your own, in the location of the bucket.
#   unknown: set
package bartizan.terraform.bucket_customer_key

import data.bartizan.lib.google

setting := ["encryption", 0, "default_kms_key_name"]

deny contains {
	"path": setting,
	"message": sprintf("bucket %q has no key of your own", [google.label(input)]),
} if {
	not google.given(input, setting)
}
