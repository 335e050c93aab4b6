package bartizan.terraform.location_test

import data.bartizan.terraform.location as policy

asked(kind, values) := {"kind": kind, "name": "r", "values": values, "unknown": [], "parameters": {"approved_locations": ["europe-west1", "EU", "asia-south*"]}}

test_violated if {
	policy.deny == {{
		"path": ["location"],
		"message": `google_storage_bucket "r" is in US, which is not approved`,
		"key": "US",
	}} with input as asked("google_storage_bucket", {"location": "US"})
}

test_violated_in_other_places if {
	every case in [
		["google_sql_database_instance", {"region": "us-central1"}, ["region"]],
		["google_compute_instance", {"zone": "us-east1-b"}, ["zone"]],
		["google_firestore_database", {"location_id": "nam5"}, ["location_id"]],
		["google_storage_bucket", {"location": "EU", "custom_placement_config": [{"data_locations": ["EUROPE-WEST1", "EUROPE-NORTH1"]}]}, ["custom_placement_config", 0, "data_locations", 1]],
		["google_secret_manager_secret", {"replication": [{"user_managed": [{"replicas": [{"location": "us-east1"}]}]}]}, ["replication", 0, "user_managed", 0, "replicas", 0, "location"]],
		["provider.google", {"region": "us-central1"}, ["region"]],
		["google_bigquery_dataset", {}, ["location"]],
	] {
		found := policy.deny with input as asked(case[0], case[1])
		{finding.path | some finding in found} == {case[2]}
	}
}

test_satisfied if {
	every case in [
		["google_storage_bucket", {"location": "eu"}],
		["google_compute_instance", {"zone": "europe-west1-b"}],
		["google_container_cluster", {"location": "asia-south1-a"}],
		["provider.google", {"region": "europe-west1"}],
		["google_bigquery_dataset", {"location": "EU"}],
		["google_sql_database_instance", {}],
	] {
		count(policy.deny) == 0 with input as asked(case[0], case[1])
		count(policy.undetermined) == 0 with input as asked(case[0], case[1])
	}
}

test_nothing_is_asked_without_locations if {
	every given in [{}, {"parameters": {}}, {"parameters": {"approved_locations": []}}] {
		subject := object.union({"kind": "google_storage_bucket", "name": "r", "values": {"location": "US"}}, given)
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_region_of_the_environment_is_undetermined if {
	policy.undetermined == {{"path": ["region"], "reason": "the region comes from the environment"}} with input as asked("provider.google", {})
}

test_unknown_is_undetermined if {
	every path in [
		["location"], ["region"], ["zone"], ["location_id"],
		["custom_placement_config"], ["custom_placement_config", 0, "data_locations", 0],
		["replication"], ["replication", 0, "user_managed", 0, "replicas", 0, "location"],
	] {
		unsure := object.union(asked("google_bigquery_dataset", object.remove({"location": "EU"}, [path[0]])), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}
