# METADATA
# title: Data store does not say how sensitive its data is
# description: >-
#   Who may see a store, how long it is kept and where it may be copied follow from what is in it. Without a
#   classification everybody guesses, and the person whose data it is bears the mistake.
# related_resources:
#   - ref: https://cloud.google.com/resource-manager/docs/best-practices-labels
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference#default_labels
# custom:
#   id: TF-GCP-039
#   severity: low
#   confidence: low
#   platform: terraform
#   kinds:
#     - google_storage_bucket
#     - google_sql_database_instance
#     - google_bigquery_dataset
#     - provider.google
#     - provider.google-beta
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
#     Give the store a label such as `data-classification` with one of the agreed levels (`user_labels` in `settings` of
#     Cloud SQL), or set it for all others in `default_labels` of the provider.
#   parameters:
#     label_keys:
#       type: array
#       default: [data-classification, data-class, classification]
#       description: >-
#         Keys of the label. Hyphens and underscores make no difference.
#     levels:
#       type: array
#       default: [public, internal, confidential, restricted]
#       description: >-
#         The levels, in lower case.
package bartizan.terraform.classification_label

import data.bartizan.lib.google
import data.bartizan.lib.link
import data.bartizan.lib.params

keys := {plain(key) | some key in params.get("label_keys", ["data-classification", "data-class", "classification"])}

levels := params.get("levels", ["public", "internal", "confidential", "restricted"])

# By kind, what it is called and where its labels stand.
stores := {
	"google_storage_bucket": {"noun": "bucket", "labels": ["labels"]},
	"google_sql_database_instance": {"noun": "database instance", "labels": ["settings", 0, "user_labels"]},
	"google_bigquery_dataset": {"noun": "dataset", "labels": ["labels"]},
}

deny contains {
	"resource": store.address,
	"path": place,
	"message": sprintf("%s %q has no label that classifies its data", [stores[store.kind].noun, store.name]),
} if {
	some store in link.of(object.keys(stores))
	place := stores[store.kind].labels
	count(classifying(store)) == 0
	count(open_questions(store)) == 0
}

deny contains {
	"resource": store.address,
	"path": path(store, key),
	"message": sprintf("%s %q is classified as %q, which is no agreed level", [stores[store.kind].noun, store.name, level]),
	"key": key,
} if {
	some store in link.of(object.keys(stores))
	some key, level in classifying(store)
	not lower(level) in levels
}

undetermined contains question if {
	some store in link.of(object.keys(stores))
	count(classifying(store)) == 0
	some question in open_questions(store)
}

classifying(store) := {key: level |
	some key, level in google.labels(store, stores[store.kind].labels)
	plain(key) in keys
	is_string(level)
}

open_questions(store) := {open.entry |
	some open in google.open_labels(store, stores[store.kind].labels)
	plain(open.key) in (keys | {""})
}

plain(key) := replace(replace(lower(key), "-", ""), "_", "")

# A label of the provider stands at the provider.
path(store, key) := array.concat(stores[store.kind].labels, [key]) if labelled(store, key)

path(store, key) := stores[store.kind].labels if not labelled(store, key)

labelled(store, key) if google.value(store, array.concat(stores[store.kind].labels, [key]), null) != null
