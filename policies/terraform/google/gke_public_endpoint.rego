# METADATA
# title: GKE control plane is open to the internet
# description: >-
#   Everyone can reach the control plane of the cluster and try stolen tokens or the next flaw of the API server on
#   it. From there all workloads and their secrets are in reach.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/authorized-networks
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster
# custom:
#   id: TF-GCP-015
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [google_container_cluster]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, P5]
#   references:
#     trivy: [GCP-0061, GCP-0053]
#     checkov: [CKV_GCP_20, CKV_GCP_18]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Name the networks of your people in `master_authorized_networks_config`, or set `enable_private_endpoint` to
#     true in `private_cluster_config`.
package bartizan.terraform.gke_public_endpoint

import data.bartizan.lib.cidr
import data.bartizan.lib.tf

deny contains {
	"path": ["master_authorized_networks_config"],
	"message": "control plane has a public endpoint and no authorised networks",
} if {
	public
	count(unknown_settings) == 0
	count(object.get(input.values, "master_authorized_networks_config", [])) == 0
}

deny contains {
	"path": ["master_authorized_networks_config", c, "cidr_blocks", index, "cidr_block"],
	"message": sprintf("control plane is open to %s", [range]),
	"key": range,
} if {
	public
	count(unknown_settings) == 0
	some c, config in object.get(input.values, "master_authorized_networks_config", [])
	some index, block in object.get(config, "cidr_blocks", [])
	range := object.get(block, "cidr_block", "")
	cidr.everyone(range)
}

undetermined contains {"path": path, "reason": reason} if {
	public
	some path, reason in unknown_settings
}

public if not private

private if tf.is_true(object.get(input.values, ["private_cluster_config", 0, "enable_private_endpoint"], false))

# The endpoint with an address may be switched off in favour of the one with a DNS name, which asks IAM.
private if {
	tf.is_false(object.get(input.values, ["control_plane_endpoints_config", 0, "ip_endpoints_config", 0, "enabled"], true))
}

unknown_settings := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	decisive(entry.path)
}

decisive(path) if {
	path[0] == "master_authorized_networks_config"
	not path[count(path) - 1] in {"display_name", "gcp_public_cidrs_access_enabled", "private_endpoint_enforcement_enabled"}
}

decisive(path) if {
	some setting in [
		["private_cluster_config", 0, "enable_private_endpoint"],
		["control_plane_endpoints_config", 0, "ip_endpoints_config", 0, "enabled"],
	]
	array.slice(setting, 0, count(path)) == path
}
