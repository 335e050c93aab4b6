# METADATA
# title: Data store does not say how sensitive its data is
# description: >-
#   Who may see a store, how long it is kept and where it may be copied follow from what is in it. Without a
#   classification everybody guesses, and the person whose data it is bears the mistake.
# related_resources:
#   - ref: https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tags-for-data-security-risk-management-and-access-control.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging
# custom:
#   id: TF-AWS-083
#   severity: low
#   confidence: low
#   platform: terraform
#   kinds:
#     - aws_s3_bucket
#     - aws_db_instance
#     - aws_rds_cluster
#     - aws_dynamodb_table
#     - aws_efs_file_system
#     - provider.aws
#   scope: unit
#   level: 1
#   pillar: operations
#   layer: Compliance & Risk
#   owner: Security & Legal Team
#   supporting: [All Engineering Functions]
#   controls: [M1O3, C1]
#   references:
#     nist-800-53: [RA-2]
#   remediation: >-
#     Give the store a tag such as `data-classification` with one of the agreed levels, or set it for all in
#     `default_tags` of the provider.
#   parameters:
#     tag_keys:
#       type: array
#       default: [data-classification, data-class, classification]
#       description: Keys of the tag. Case, hyphens, underscores and spaces make no difference.
#     levels:
#       type: array
#       default: [public, internal, confidential, restricted]
#       description: The levels, in lower case.
package bartizan.terraform.data_classification

import data.bartizan.lib.link
import data.bartizan.lib.params
import data.bartizan.lib.tags

keys := {plain(key) | some key in params.get("tag_keys", ["data-classification", "data-class", "classification"])}

levels := params.get("levels", ["public", "internal", "confidential", "restricted"])

deny contains {
	"resource": store.address,
	"path": ["tags"],
	"message": sprintf("%s %q has no tag that classifies its data", [nouns[store.kind], store.name]),
} if {
	some store in stores
	count(classifying(store)) == 0
	count(open_questions(store)) == 0
}

deny contains {
	"resource": store.address,
	"path": place(store, key),
	"message": sprintf("%s %q is classified as %q, which is no agreed level", [nouns[store.kind], store.name, level]),
	"key": key,
} if {
	some store in stores
	some key, level in classifying(store)
	not lower(level) in levels
}

undetermined contains question if {
	some store in stores
	count(classifying(store)) == 0
	some question in open_questions(store)
}

nouns := {
	"aws_s3_bucket": "bucket",
	"aws_db_instance": "database",
	"aws_rds_cluster": "database cluster",
	"aws_dynamodb_table": "table",
	"aws_efs_file_system": "file system",
}

stores := link.of(object.keys(nouns))

classifying(store) := {key: level |
	some key, level in tags.of(store)
	plain(key) in keys
	is_string(level)
}

open_questions(store) := {open.entry |
	some open in tags.open(store)
	plain(open.key) in keys | {""}
}

plain(key) := replace(replace(replace(lower(key), "-", ""), "_", ""), " ", "")

# A tag of the provider stands at the provider.
place(store, key) := ["tags", key] if object.get(store.values, ["tags", key], null) != null

place(store, key) := ["tags"] if object.get(store.values, ["tags", key], null) == null
