# METADATA
# title: Instance has an external address
# description: >-
#   The machine stands on the internet: whatever it listens on is one firewall rule away from everybody. Load balancers,
#   Cloud NAT and Identity-Aware Proxy let private machines serve, fetch and be administered without.
# related_resources:
#   - ref: https://cloud.google.com/compute/docs/ip-addresses/configure-static-external-ip-address
#   - ref: https://cloud.google.com/nat/docs/overview
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance#access_config
# custom:
#   id: TF-GCP-011
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - google_compute_instance
#     - google_compute_instance_template
#     - google_compute_region_instance_template
#     - google_compute_instance_from_template
#     - google_compute_instance_from_machine_image
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, M4O3, P5]
#   references:
#     trivy: [GCP-0031]
#     checkov: [CKV_GCP_40]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Remove `access_config` and `ipv6_access_config` from the network interfaces; use Cloud NAT for the way out and a
#     load balancer or Identity-Aware Proxy for the way in.
package bartizan.terraform.external_address

import data.bartizan.lib.google

# Blocks that give an interface an address on the internet, and the kind of address.
blocks := {"access_config": "external address", "ipv6_access_config": "external IPv6 address"}

deny contains {
	"path": ["network_interface", index, name],
	"message": sprintf("instance %q has an %s", [google.label(input), kind]),
	"fix": [{"op": "remove", "path": ["network_interface", index, name], "safety": "unsafe"}],
} if {
	some index, interface in object.get(input.values, "network_interface", [])
	some name, kind in blocks
	count(object.get(interface, name, [])) > 0
}

undetermined contains {"path": entry.path, "reason": entry.reason} if {
	some entry in object.get(input, "unknown", [])
	entry.path[0] == "network_interface"
	whole(entry.path)
}

# Below a block only its contents are unknown.
whole(path) if count(path) < 3

whole(path) if {
	count(path) == 3
	path[2] in object.keys(blocks)
}
