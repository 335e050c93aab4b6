# METADATA
# title: GKE nodes are not shielded or not kept up to date
# description: >-
#   Nodes that nobody upgrades keep flaws for which everybody can read the fix, and broken ones stay. Nodes that are not
#   shielded let a stranger's machine join the cluster with stolen bootstrap credentials.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/node-auto-upgrades
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/shielded-gke-nodes
#   - ref: https://cloud.google.com/kubernetes-engine/docs/concepts/release-channels
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/version_5_upgrade
# custom:
#   id: TF-GCP-020
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [google_container_cluster, google_container_node_pool]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O1, M3T3, D6]
#   references:
#     trivy: [GCP-0055, GCP-0058, GCP-0063]
#     checkov: [CKV_GCP_71, CKV_GCP_10, CKV_GCP_9, CKV_GCP_70]
#     nist-800-53: [SI-2, SI-7]
#   remediation: >-
#     Set `auto_upgrade` and `auto_repair` of `management` to true, leave `enable_shielded_nodes` true and name a
#     `release_channel` such as `REGULAR`.
package bartizan.terraform.gke_node_upkeep

import data.bartizan.lib.gke
import data.bartizan.lib.google
import data.bartizan.lib.unknown

shielded := ["enable_shielded_nodes"]

channel := ["release_channel", 0, "channel"]

tasks := {"auto_upgrade": "upgraded", "auto_repair": "repaired"}

deny contains {
	"path": shielded,
	"message": sprintf("nodes of cluster %q are not shielded", [google.label(input)]),
	"fix": google.write(shielded, true),
} if {
	google.is_false(input, shielded)
}

deny contains {
	"path": channel,
	"message": sprintf("cluster %q follows no release channel", [google.label(input)]),
	"fix": google.write(channel, "REGULAR"),
} if {
	google.choice(input, channel, "") == "UNSPECIFIED"
}

deny contains {
	"path": path,
	"message": sprintf("nodes of pool %q are not %s on their own", [object.get(pool.values, "name", google.label(input)), done]),
	"fix": google.write(path, true),
} if {
	some pool in gke.pools(input)
	some name, done in tasks
	path := array.concat(pool.path, ["management", 0, name])
	off(path)
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in google.unknowns(input, array.concat([shielded, channel], task_paths))
}

undetermined contains {"path": path, "reason": "before version 5 of the provider absence means false, and its version is not known"} if {
	some path in task_paths
	unsaid(path)
	not google.major(input)
}

task_paths := [array.concat(pool.path, ["management", 0, name]) |
	some pool in gke.pools(input)
	some name, _ in tasks
]

off(path) if google.is_false(input, path)

off(path) if {
	unsaid(path)
	google.major(input) < 5
}

# The block is there and leaves the task out. Without the block Google decides, and does it.
unsaid(path) if {
	is_object(google.value(input, array.slice(path, 0, count(path) - 1), null))
	google.value(input, path, null) == null
	not unknown.at(path)
}
