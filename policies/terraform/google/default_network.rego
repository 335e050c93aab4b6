# METADATA
# title: Project keeps the default network
# description: >-
#   The network that Google makes with a project comes with rules that admit SSH and RDP from the whole internet and all
#   traffic within. Machines that name no other network end up in it.
# related_resources:
#   - ref: https://cloud.google.com/vpc/docs/vpc#default-network
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_project#auto_create_network
# custom:
#   id: TF-GCP-009
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [google_project, google_compute_network]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T5, M3O2]
#   references:
#     trivy: [GCP-0010]
#     checkov: [CKV_GCP_27]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `auto_create_network` of the project to false and make networks of your own, with `auto_create_subnetworks`
#     set to false.
package bartizan.terraform.default_network

import data.bartizan.lib.google
import data.bartizan.lib.unknown

deny contains {
	"path": settings.google_project,
	"message": sprintf("project %q keeps the default network", [label]),
	"fix": google.write(settings.google_project, false),
} if {
	input.kind == "google_project"
	google.not_false(input, settings.google_project)
}

deny contains {
	"path": settings.google_compute_network,
	"message": "network \"default\" has subnetworks in all regions",
	"fix": google.write(settings.google_compute_network, false),
} if {
	input.kind == "google_compute_network"
	object.get(input.values, "name", "") == "default"
	google.not_false(input, settings.google_compute_network)
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "google_project"
	some path, reason in unknown.at(settings.google_project)
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "google_compute_network"
	object.get(input.values, "name", "default") == "default"
	not custom
	some path, reason in google.unknowns(input, [["name"], settings.google_compute_network])
}

settings := {"google_project": ["auto_create_network"], "google_compute_network": ["auto_create_subnetworks"]}

custom if google.is_false(input, settings.google_compute_network)

label := object.get(input.values, "project_id", object.get(input, "name", ""))
