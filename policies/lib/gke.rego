# METADATA
# description: >-
#   GKE clusters and their node pools, whether these stand in the cluster or beside it.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_node_pool
#   - ref: https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-overview
package bartizan.lib.gke

import data.bartizan.lib.google
import data.bartizan.lib.link
import data.bartizan.lib.tf

cluster := "google_container_cluster"

node_pool := "google_container_node_pool"

mode := ["enable_autopilot"]

# Does Google run the nodes of the cluster? There it sets what concerns them, and most cannot be changed.
autopilot(resource) if tf.is_true(google.value(resource, mode, false))

# Node pools that `resource` describes, the default one of a cluster included: {path, values} of each. An unknown block is
# none.
pools(resource) := {{"path": [], "values": resource.values}} | {{"path": ["node_pool", index], "values": pool} |
	some index, pool in object.get(resource.values, "node_pool", [])
	is_object(pool)
}

# Paths of `setting` in all node pools that `resource` describes.
pool_paths(resource, setting) := [array.concat(pool.path, setting) | some pool in pools(resource)]

# Node pools of the unit that stand beside the cluster.
outer_pools(resource) := {input.resources[index] |
	some index in link.companions(node_pool, "cluster", resource, ["name", "id"])
}
