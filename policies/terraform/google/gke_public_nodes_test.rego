package bartizan.terraform.gke_public_nodes_test

import data.bartizan.terraform.gke_public_nodes as policy

cluster(values) := {
	"kind": "google_container_cluster",
	"name": "c",
	"address": "google_container_cluster.c",
	"values": object.union({"name": "services"}, values),
	"unknown": [],
	"references": [],
}

pool(values) := {
	"kind": "google_container_node_pool",
	"name": "p",
	"address": "google_container_node_pool.p",
	"values": values,
	"unknown": [],
	"references": [{"path": ["cluster"], "address": "google_container_cluster.c"}],
}

private := {"network_config": [{"enable_private_nodes": true}]}

public := {"network_config": [{"enable_private_nodes": "false"}]}

closed := {"private_cluster_config": [{"enable_private_nodes": true}]}

unit(resources) := {"complete": true, "resources": resources}

test_violated if {
	every values in [{}, {"private_cluster_config": [{"enable_private_nodes": false}]}, {"enable_autopilot": true}] {
		policy.deny == {{
			"resource": "google_container_cluster.c",
			"path": ["private_cluster_config", 0, "enable_private_nodes"],
			"message": `nodes of cluster "services" have public addresses`,
		}} with input as unit([cluster(values)])
	}
	count(policy.deny) == 1 with input as unit([cluster({}), pool(private)])
	count(policy.deny) == 1 with input as unit([cluster({"remove_default_node_pool": true}), pool({})])
}

test_violated_by_pool if {
	some finding in policy.deny with input as unit([cluster(closed), pool(public)])
	finding.resource == "google_container_node_pool.p"
	finding.path == ["network_config", 0, "enable_private_nodes"]
	finding.message == `nodes of pool "p" have public addresses`
	some inner in policy.deny with input as unit([cluster(object.union(closed, {"node_pool": [object.union(public, {"name": "web"})]}))])
	inner.path == ["node_pool", 0, "network_config", 0, "enable_private_nodes"]
	inner.message == `nodes of pool "web" have public addresses`
}

test_satisfied if {
	every resources in [
		[cluster(closed)],
		[cluster(closed), pool({}), pool(private)],
		[cluster({"remove_default_node_pool": true}), pool(private)],
		[cluster({"node_pool": [private]})],
		[pool({})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every path in [["private_cluster_config"], ["private_cluster_config", 0, "enable_private_nodes"]] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([unsure])
		policy.undetermined == {{"resource": "google_container_cluster.c", "path": path, "reason": "known after apply"}} with input as unit([unsure])
	}
	every path in [["network_config"], ["network_config", 0, "enable_private_nodes"]] {
		unsure := object.union(pool({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		resources := [cluster({"remove_default_node_pool": true}), unsure]
		count(policy.deny) == 0 with input as unit(resources)
		policy.undetermined == {{"resource": "google_container_node_pool.p", "path": path, "reason": "known after apply"}} with input as unit(resources)
	}
}
