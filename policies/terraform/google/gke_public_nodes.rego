# METADATA
# title: GKE nodes have public addresses
# description: >-
#   Every node stands on the internet, and with it whatever a pod opens on the network of its node. Private nodes fetch
#   images and updates through Cloud NAT.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/latest/network-isolation
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster#enable_private_nodes
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_node_pool#enable_private_nodes
# custom:
#   id: TF-GCP-016
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [google_container_cluster, google_container_node_pool]
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3O2, P5]
#   references:
#     trivy: [GCP-0059]
#     checkov: [CKV_GCP_64, CKV_GCP_25]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `enable_private_nodes` to true in `private_cluster_config` of the cluster, or in `network_config` of every
#     node pool.
package bartizan.terraform.gke_public_nodes

import data.bartizan.lib.gke
import data.bartizan.lib.google
import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

of_cluster := ["private_cluster_config", 0, "enable_private_nodes"]

of_pool := ["network_config", 0, "enable_private_nodes"]

deny contains {
	"resource": cluster.address,
	"path": of_cluster,
	"message": sprintf("nodes of cluster %q have public addresses", [google.label(cluster)]),
} if {
	some cluster in link.of([gke.cluster])
	google.not_true(cluster, of_cluster)
	not private_pools(cluster)
}

deny contains {
	"resource": resource.address,
	"path": path,
	"message": sprintf("nodes of pool %q have public addresses", [object.get(pool.values, "name", resource.name)]),
} if {
	some resource in link.of([gke.cluster, gke.node_pool])
	some pool in gke.pools(resource)
	path := array.concat(pool.path, of_pool)
	google.is_false(resource, path)
}

undetermined contains {"resource": cluster.address, "path": path, "reason": reason} if {
	some cluster in link.of([gke.cluster])
	not private_pools(cluster)
	some path, reason in unknown.at_in(cluster, of_cluster)
}

undetermined contains {"resource": resource.address, "path": path, "reason": reason} if {
	some resource in link.of([gke.cluster, gke.node_pool])
	some path, reason in google.unknowns(resource, gke.pool_paths(resource, of_pool))
}

# Are all nodes of the cluster in pools that say themselves that they are private, or may say so?
private_pools(cluster) if {
	tf.is_true(google.value(cluster, ["remove_default_node_pool"], false))
	outer := gke.outer_pools(cluster)
	count(outer) > 0
	count([pool | some pool in outer; google.not_true(pool, of_pool)]) == 0
}

private_pools(cluster) if {
	inner := object.get(cluster.values, "node_pool", [])
	count(inner) > 0
	count([index | some index, _ in inner; google.not_true(cluster, array.concat(["node_pool", index], of_pool))]) == 0
}
