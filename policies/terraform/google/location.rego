# METADATA
# title: Resource is placed in a location that is not approved
# description: >-
#   Data of citizens leaves the territory whose law protects it. Which locations are approved is for you to say: until
#   the parameter `approved_locations` is set, nothing is asked.
# related_resources:
#   - ref: https://cloud.google.com/docs/geography-and-regions
#   - ref: https://cloud.google.com/storage/docs/locations
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference#region
# custom:
#   id: TF-GCP-038
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds:
#     - provider.google
#     - provider.google-beta
#     - google_alloydb_cluster
#     - google_bigquery_dataset
#     - google_compute_disk
#     - google_compute_instance
#     - google_container_cluster
#     - google_filestore_instance
#     - google_firestore_database
#     - google_kms_key_ring
#     - google_secret_manager_secret
#     - google_sql_database_instance
#     - google_storage_bucket
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Compliance & Risk
#   owner: Security & Legal Team
#   supporting: [All Engineering Functions]
#   controls: [M1O3, C4]
#   references:
#     nist-800-53: [SA-9(5)]
#   remediation: >-
#     Set `location` or `region` to an approved one, in the provider block or at the resource; name `user_managed`
#     replicas of secrets, and the `location` of BigQuery datasets, which is `US` unless given.
#   parameters:
#     approved_locations:
#       type: array
#       default: []
#       description: >-
#         Locations in which resources may stand, such as `europe-west1` or `EU`; `*` stands for any characters. Zones
#         count as their region.
package bartizan.terraform.location

import data.bartizan.lib.google
import data.bartizan.lib.params
import data.bartizan.lib.unknown

approved := params.get("approved_locations", [])

deny contains {
	"path": place.path,
	"message": sprintf("%s %q is in %s, which is not approved", [input.kind, object.get(input, "name", ""), place.location]),
	"key": place.location,
} if {
	count(approved) > 0
	some place in places
	not accepted(place.location)
}

deny contains {
	"path": ["location"],
	"message": sprintf("%s %q names no location and is in US, which is not approved", [input.kind, object.get(input, "name", "")]),
	"key": "US",
} if {
	count(approved) > 0
	input.kind == "google_bigquery_dataset"
	not google.given(input, ["location"])
	not accepted("US")
}

undetermined contains {"path": path, "reason": reason} if {
	count(approved) > 0
	some name in attributes
	some path, reason in unknown.at([name])
}

undetermined contains {"path": path, "reason": reason} if {
	count(approved) > 0
	some list in lists
	some path, reason in unknown.within(list)
	not path[count(path) - 1] in {"customer_managed_encryption", "kms_key_name"}
}

undetermined contains {"path": ["region"], "reason": "the region comes from the environment"} if {
	count(approved) > 0
	startswith(input.kind, "provider.")
	not google.given(input, ["region"])
	not google.given(input, ["zone"])
}

attributes := {"location", "location_id", "region", "zone"}

# Where further locations stand.
lists := [["custom_placement_config", 0, "data_locations"], ["replication", 0, "user_managed", 0, "replicas"]]

places contains {"path": [name], "location": location} if {
	some name in attributes
	location := object.get(input.values, name, "")
	not location in {"", null}
}

places contains {"path": array.concat(list, [index]), "location": location} if {
	some list in lists
	some index, location in object.get(input.values, list, [])
	is_string(location)
}

places contains {"path": array.concat(list, [index, "location"]), "location": location} if {
	some list in lists
	some index, block in object.get(input.values, list, [])
	location := object.get(block, "location", "")
	location != ""
}

# `europe-west1-b` is a zone of `europe-west1`.
accepted(location) if {
	some pattern in approved
	some text in {location, regex.replace(location, `^([a-z]+-[a-z]+[0-9]+)-[a-z]$`, "$1")}
	glob.match(lower(pattern), [], lower(text))
}
