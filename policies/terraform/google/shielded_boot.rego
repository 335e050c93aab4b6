# METADATA
# title: Instance does not guard its boot
# description: >-
#   A boot loader or kernel that somebody has changed starts before every guard of the system and hides from them.
#   Secure boot refuses it; the virtual TPM and integrity monitoring show that it ran.
# related_resources:
#   - ref: https://cloud.google.com/compute/shielded-vm/docs/shielded-vm
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance#shielded_instance_config
# custom:
#   id: TF-GCP-013
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds:
#     - google_compute_instance
#     - google_compute_instance_template
#     - google_compute_region_instance_template
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3T3, M2T5, D6]
#   references:
#     trivy: [GCP-0045, GCP-0067, GCP-0041]
#     checkov: [CKV_GCP_39]
#     nist-800-53: [SI-7]
#   remediation: >-
#     Set `enable_secure_boot` of `shielded_instance_config` to true, with an image that supports it, and leave
#     `enable_vtpm` and `enable_integrity_monitoring` true.
package bartizan.terraform.shielded_boot

import data.bartizan.lib.google

# By flag, what its absence means and what is missing without it.
flags := {
	"enable_secure_boot": {"absent": false, "missing": "secure boot"},
	"enable_vtpm": {"absent": true, "missing": "a virtual TPM"},
	"enable_integrity_monitoring": {"absent": true, "missing": "integrity monitoring"},
}

deny contains {
	"path": path(name),
	"message": sprintf("instance %q starts without %s", [google.label(input), flag.missing]),
	"fix": google.write(path(name), true),
} if {
	some name, flag in flags
	off(path(name), flag.absent)
}

undetermined contains {"path": at, "reason": reason} if {
	some at, reason in google.unknowns(input, [path(name) | some name, _ in flags])
}

path(name) := ["shielded_instance_config", 0, name]

off(at, false) if google.not_true(input, at)

off(at, true) if google.is_false(input, at)
