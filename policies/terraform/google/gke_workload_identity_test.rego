package bartizan.terraform.gke_workload_identity_test

import data.bartizan.terraform.gke_workload_identity as policy

cluster(values) := {"kind": "google_container_cluster", "name": "c", "values": values, "unknown": []}

pool(values) := {"kind": "google_container_node_pool", "name": "p", "values": values, "unknown": []}

node(metadata) := {"node_config": [{"workload_metadata_config": [metadata]}]}

good := {"workload_identity_config": [{"workload_pool": "citizens.svc.id.goog"}]}

unsure(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_cluster if {
	every values in [{}, {"workload_identity_config": [{}]}, {"workload_identity_config": [{"workload_pool": ""}]}, {"enable_autopilot": false}] {
		policy.deny == {{
			"path": ["workload_identity_config", 0, "workload_pool"],
			"message": `cluster "c" has no workload identity`,
		}} with input as cluster(values)
	}
}

test_violated_nodes if {
	some finding in policy.deny with input as pool(node({"mode": "GCE_METADATA"}))
	finding.path == ["node_config", 0, "workload_metadata_config", 0, "mode"]
	finding.message == "nodes show their own metadata to pods (mode is GCE_METADATA)"
	count(policy.deny) == 0 with input as pool(node({"mode": finding.fix[0].value}))
	some old in policy.deny with input as pool(node({"node_metadata": "EXPOSE"}))
	old.fix[0].value == "GKE_METADATA_SERVER"
	some inner in policy.deny with input as cluster(object.union(good, {"node_pool": [{}, node({"mode": "GCE_METADATA"})]}))
	inner.path == ["node_pool", 1, "node_config", 0, "workload_metadata_config", 0, "mode"]
}

test_satisfied if {
	every subject in [
		cluster(good),
		cluster({"workload_identity_config": [{"identity_namespace": "citizens.svc.id.goog"}]}),
		cluster({"enable_autopilot": true}),
		cluster(object.union(good, node({"mode": "GKE_METADATA"}))),
		pool({}),
		pool(node({"mode": "GKE_METADATA"})),
		pool(node({"node_metadata": "GKE_METADATA_SERVER"})),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[cluster({}), ["workload_identity_config"]],
		[cluster({}), ["workload_identity_config", 0, "workload_pool"]],
		[cluster({}), ["workload_identity_config", 0, "identity_namespace"]],
		[cluster({}), ["enable_autopilot"]],
		[pool({}), ["node_config"]],
		[pool({}), ["node_config", 0, "workload_metadata_config", 0, "mode"]],
		[pool({}), ["node_config", 0, "workload_metadata_config", 0, "node_metadata"]],
	] {
		count(policy.deny) == 0 with input as unsure(case[0], case[1])
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure(case[0], case[1])
	}
}
