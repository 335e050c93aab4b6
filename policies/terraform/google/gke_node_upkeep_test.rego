package bartizan.terraform.gke_node_upkeep_test

import data.bartizan.terraform.gke_node_upkeep as policy

cluster(values) := {"kind": "google_container_cluster", "name": "c", "values": values, "unknown": [], "version": "6.1.0"}

pool(values) := {"kind": "google_container_node_pool", "name": "p", "values": values, "unknown": [], "version": "6.1.0"}

management(values) := {"management": [values]}

test_violated_cluster if {
	some finding in policy.deny with input as cluster({"enable_shielded_nodes": false})
	finding.path == ["enable_shielded_nodes"]
	finding.message == `nodes of cluster "c" are not shielded`
	some other in policy.deny with input as cluster({"release_channel": [{"channel": "UNSPECIFIED"}]})
	other.path == ["release_channel", 0, "channel"]
	other.message == `cluster "c" follows no release channel`
	other.fix[0].value == "REGULAR"
}

test_violated_pool if {
	some finding in policy.deny with input as pool(management({"auto_upgrade": "false", "auto_repair": true}))
	finding.path == ["management", 0, "auto_upgrade"]
	finding.message == `nodes of pool "p" are not upgraded on their own`
	finding.fix[0].value == true
	some inner in policy.deny with input as cluster({"node_pool": [object.union(management({"auto_repair": false}), {"name": "web"})]})
	inner.path == ["node_pool", 0, "management", 0, "auto_repair"]
	inner.message == `nodes of pool "web" are not repaired on their own`
}

test_violated_by_absence_before_version_5 if {
	found := policy.deny with input as object.union(pool(management({"auto_upgrade": true})), {"version": "4.84.0"})
	{finding.path | some finding in found} == {["management", 0, "auto_repair"]}
}

test_satisfied if {
	every subject in [
		cluster({}),
		cluster({"enable_shielded_nodes": true, "release_channel": [{"channel": "STABLE"}]}),
		pool({}),
		pool(management({})),
		pool(management({"auto_upgrade": true, "auto_repair": "true"})),
		object.union(pool({}), {"version": "4.84.0"}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_version_is_undetermined if {
	unsure := object.union(pool(management({"auto_upgrade": true})), {"version": null})
	count(policy.deny) == 0 with input as unsure
	{entry.path | some entry in policy.undetermined} == {["management", 0, "auto_repair"]} with input as unsure
}

test_unknown_is_undetermined if {
	every case in [
		[cluster({}), ["enable_shielded_nodes"]],
		[cluster({}), ["release_channel"]],
		[cluster({}), ["release_channel", 0, "channel"]],
		[pool({}), ["management"]],
		[pool({}), ["management", 0, "auto_upgrade"]],
		[pool({}), ["management", 0, "auto_repair"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}
