# METADATA
# title: Storage bucket is shared with everyone
# description: >-
#   With `allUsers` anyone on the internet reads what is in the bucket, with `allAuthenticatedUsers` anyone who has
#   some Google account. What is copied from there cannot be called back.
# related_resources:
#   - ref: https://cloud.google.com/storage/docs/access-control/making-data-public
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket_iam
# custom:
#   id: TF-GCP-001
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds:
#     - google_storage_bucket_iam_member
#     - google_storage_bucket_iam_binding
#     - google_storage_bucket_acl
#     - google_storage_bucket_access_control
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2T5, M3T1, M4O3, C3]
#   references:
#     trivy: [GCP-0001]
#     checkov: [CKV_GCP_28]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Name the groups or service accounts that need the bucket, and set `public_access_prevention` to `enforced` on
#     it.
package bartizan.terraform.storage_public

import data.bartizan.lib.google_iam
import data.bartizan.lib.unknown

everyone := {"allUsers", "allAuthenticatedUsers"}

deny contains {
	"path": grant.path,
	"message": sprintf("bucket is shared with %s", [grant.who]),
	"key": grant.who,
} if {
	some grant in grants
	grant.who in everyone
}

deny contains {
	"path": ["predefined_acl"],
	"message": sprintf("bucket has the predefined ACL %s", [acl]),
} if {
	acl := object.get(input.values, "predefined_acl", "")
	lower(acl) in {"publicread", "publicreadwrite", "authenticatedread"}
}

undetermined contains {"path": path, "reason": reason} if {
	some attribute in ["member", "members", "role_entity", "entity", "predefined_acl"]
	some path, reason in unknown.within([attribute])
	not google_iam.single(input, path)
}

grants contains {"path": [attribute], "who": who} if {
	some attribute in ["member", "entity"]
	who := object.get(input.values, attribute, "")
}

grants contains {"path": ["members", index], "who": who} if {
	some index, who in object.get(input.values, "members", [])
}

# A role and an entity, `READER:allUsers`.
grants contains {"path": ["role_entity", index], "who": who} if {
	some index, pair in object.get(input.values, "role_entity", [])
	who := substring(pair, indexof(pair, ":") + 1, -1)
}
