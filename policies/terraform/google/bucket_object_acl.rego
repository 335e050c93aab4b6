# METADATA
# title: Bucket grants access object by object
# description: >-
#   Beside the permissions of the bucket every object has a list of its own, and whoever uploads can open one to
#   everyone. No review of the bucket shows it, and nobody withdraws it.
# related_resources:
#   - ref: https://cloud.google.com/storage/docs/uniform-bucket-level-access
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket#uniform_bucket_level_access
# custom:
#   id: TF-GCP-003
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [google_storage_bucket]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2T2, M3T1]
#   references:
#     trivy: [GCP-0002]
#     checkov: [CKV_GCP_29]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Set `uniform_bucket_level_access` to true, after moving what still relies on object ACLs to IAM.
package bartizan.terraform.bucket_object_acl

import data.bartizan.lib.google
import data.bartizan.lib.tf

setting := ["uniform_bucket_level_access"]

# The name until version 4 of the provider.
old := ["bucket_policy_only"]

deny contains {
	"path": setting,
	"message": sprintf("bucket %q still has ACLs on its objects", [google.label(input)]),
	"fix": google.write(setting, true),
} if {
	google.not_true(input, setting)
	google.not_true(input, old)
	not hierarchical
	count(google.unknowns(input, [folders])) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	not uniform
	some path, reason in google.unknowns(input, [setting, old, folders])
}

folders := ["hierarchical_namespace", 0, "enabled"]

# Buckets with folders have no ACLs.
hierarchical if tf.is_true(google.value(input, folders, false))

uniform if hierarchical

uniform if {
	some path in [setting, old]
	tf.is_true(google.value(input, path, false))
}
