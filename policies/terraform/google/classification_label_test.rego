package bartizan.terraform.classification_label_test

import data.bartizan.terraform.classification_label as policy

store(kind, values) := {"kind": kind, "name": "s", "address": concat(".", [kind, "s"]), "values": values, "unknown": []}

bucket(values) := store("google_storage_bucket", values)

provider(values) := store("provider.google", values)

unit(resources) := {"complete": true, "resources": resources}

unsure(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_without_label if {
	every case in [
		["google_storage_bucket", "bucket", ["labels"]],
		["google_sql_database_instance", "database instance", ["settings", 0, "user_labels"]],
		["google_bigquery_dataset", "dataset", ["labels"]],
	] {
		some finding in policy.deny with input as unit([store(case[0], {"labels": {"team": "a"}})])
		finding.path == case[2]
		finding.message == sprintf("%s \"s\" has no label that classifies its data", [case[1]])
	}
}

test_violated_by_level if {
	some finding in policy.deny with input as unit([bucket({"labels": {"data-classification": "secret"}})])
	finding.path == ["labels", "data-classification"]
	finding.message == `bucket "s" is classified as "secret", which is no agreed level`
	some other in policy.deny with input as unit([bucket({}), provider({"default_labels": {"data_class": "secret"}})])
	other.path == ["labels"]
}

test_violated_database_despite_provider if {
	count(policy.deny) == 1 with input as unit([store("google_sql_database_instance", {}), provider({"default_labels": {"data_class": "internal"}})])
}

test_satisfied if {
	every resources in [
		[bucket({"labels": {"data_classification": "internal"}})],
		[bucket({"effective_labels": {"classification": "restricted"}})],
		[bucket({}), provider({"default_labels": {"data-class": "public"}})],
		[store("google_sql_database_instance", {"settings": [{"user_labels": {"data-class": "confidential"}}]})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_keys_and_levels_are_parameters if {
	subject := object.union(unit([bucket({"labels": {"zone": "red"}})]), {"parameters": {"label_keys": ["zone"], "levels": ["red"]}})
	count(policy.deny) == 0 with input as subject
}

test_unknown_is_undetermined if {
	every case in [
		[bucket({}), ["labels"]],
		[bucket({}), ["labels", "data-class"]],
		[store("google_sql_database_instance", {}), ["settings", 0, "user_labels"]],
		[store("google_sql_database_instance", {}), ["settings"]],
	] {
		subject := unit([unsure(case[0], case[1])])
		count(policy.deny) == 0 with input as subject
		policy.undetermined == {{"resource": case[0].address, "path": case[1], "reason": "known after apply"}} with input as subject
	}
	every path in [["default_labels"], ["default_labels", "data-class"]] {
		subject := unit([bucket({}), unsure(provider({}), path)])
		count(policy.deny) == 0 with input as subject
		policy.undetermined == {{"resource": "provider.google.s", "path": path, "reason": "known after apply"}} with input as subject
	}
}

test_other_unknown_label_does_not_matter if {
	count(policy.deny) == 1 with input as unit([unsure(bucket({}), ["labels", "team"])])
}
