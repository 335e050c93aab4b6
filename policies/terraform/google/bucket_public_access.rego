# METADATA
# title: Bucket does not rule out public access
# description: >-
#   One stray grant publishes what is in the bucket. With public access prevention such a grant is refused, whoever
#   makes it. A constraint of the organisation may enforce the same; it is not seen from here.
# related_resources:
#   - ref: https://cloud.google.com/storage/docs/public-access-prevention
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket#public_access_prevention
# custom:
#   id: TF-GCP-002
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [google_storage_bucket]
#   scope: resource
#   level: 4
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M4O3, C3]
#   references:
#     checkov: [CKV_GCP_114]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Set `public_access_prevention` to `enforced`. Buckets that are meant for the public stay without it.
package bartizan.terraform.bucket_public_access

import data.bartizan.lib.google
import data.bartizan.lib.unknown

setting := ["public_access_prevention"]

deny contains {
	"path": setting,
	"message": sprintf("bucket %q does not enforce public access prevention", [google.label(input)]),
	"fix": google.write(setting, "enforced"),
} if {
	not unknown.at(setting)
	google.choice(input, setting, "inherited") != "ENFORCED"
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(setting)
