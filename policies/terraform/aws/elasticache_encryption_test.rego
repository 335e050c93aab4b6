package bartizan.terraform.elasticache_encryption_test

import data.bartizan.terraform.elasticache_encryption as policy

group(values) := {"kind": "aws_elasticache_replication_group", "values": values, "unknown": []}

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated_when_absent_or_false if {
	both := {["transit_encryption_enabled"], ["at_rest_encryption_enabled"]}
	paths(group({})) == both
	paths(group({"engine": "redis", "transit_encryption_enabled": false, "at_rest_encryption_enabled": "false"})) == both
	paths(group({"transit_encryption_enabled": true})) == {["at_rest_encryption_enabled"]}
	paths(group({"at_rest_encryption_enabled": "true"})) == {["transit_encryption_enabled"]}
}

test_violated_message if {
	some finding in policy.deny with input as group({"at_rest_encryption_enabled": true})
	finding.message == "cache takes connections without TLS (transit_encryption_enabled is not true)"
}

test_valkey_encrypts_at_rest_by_default if {
	paths(group({"engine": "valkey"})) == {["transit_encryption_enabled"]}
	paths(group({"engine": "valkey", "at_rest_encryption_enabled": false})) == {["transit_encryption_enabled"], ["at_rest_encryption_enabled"]}
}

test_satisfied if {
	count(policy.deny) == 0 with input as group({"transit_encryption_enabled": true, "at_rest_encryption_enabled": true})
	count(policy.deny) == 0 with input as group({"engine": "valkey", "transit_encryption_enabled": "true"})
	count(policy.undetermined) == 0 with input as group({"engine": "valkey", "transit_encryption_enabled": "true"})
}

test_secondary_of_global_datastore_is_undetermined if {
	unknown_id := object.union(group({}), {"unknown": [{"path": ["global_replication_group_id"], "reason": "later"}]})
	every subject in [group({"global_replication_group_id": "g"}), unknown_id] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 2 with input as subject
	}
}

test_unknown_is_undetermined if {
	every attribute in ["transit_encryption_enabled", "at_rest_encryption_enabled", "engine"] {
		known := object.remove({"transit_encryption_enabled": true, "at_rest_encryption_enabled": attribute != "engine"}, [attribute])
		values := {name: value | some name, value in known; value == true}
		unsure := object.union(group(values), {"unknown": [{"path": [attribute], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": [attribute], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_engine_does_not_matter_where_encryption_is_said if {
	sure := object.union(group({"transit_encryption_enabled": true, "at_rest_encryption_enabled": false}), {"unknown": [{"path": ["engine"], "reason": "later"}]})
	count(policy.deny) == 1 with input as sure
	count(policy.undetermined) == 0 with input as sure
}
