package bartizan.lib.gke_test

import data.bartizan.lib.gke

test_autopilot if {
	gke.autopilot({"values": {"enable_autopilot": "true"}})
	not gke.autopilot({"values": {}})
}

test_pools if {
	resource := {"values": {"node_pool": [{"name": "a"}, {"name": "b"}]}}
	{pool.path | some pool in gke.pools(resource)} == {[], ["node_pool", 0], ["node_pool", 1]}
	{path | some path in gke.pool_paths(resource, ["x"])} == {["x"], ["node_pool", 0, "x"], ["node_pool", 1, "x"]}
}

test_outer_pools if {
	cluster := {"kind": "google_container_cluster", "address": "google_container_cluster.c", "values": {"name": "services"}}
	by_name := {"kind": "google_container_node_pool", "address": "google_container_node_pool.a", "values": {"cluster": "services"}}
	by_reference := {
		"kind": "google_container_node_pool",
		"address": "google_container_node_pool.b",
		"values": {},
		"references": [{"path": ["cluster"], "address": "google_container_cluster.c"}],
	}
	other := {"kind": "google_container_node_pool", "address": "google_container_node_pool.d", "values": {"cluster": "others"}}
	gke.outer_pools(cluster) == {by_name, by_reference} with input as {"resources": [cluster, by_name, by_reference, other]}
}
