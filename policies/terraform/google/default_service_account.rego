# METADATA
# title: Instance runs as the default service account
# description: >-
#   Unless somebody has taken it away, that account may edit the whole project, and all machines share it. Whoever gets
#   into one of them has the rest as well.
# related_resources:
#   - ref: https://cloud.google.com/compute/docs/access/service-accounts#default_service_account
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance#service_account
# custom:
#   id: TF-GCP-012
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
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M3T1]
#   references:
#     trivy: [GCP-0044]
#     checkov: [CKV_GCP_30, CKV_GCP_31]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Make a `google_service_account` with the roles that the machine needs and name it in `email` of `service_account`.
#     A machine that calls no API needs no `service_account` block.
package bartizan.terraform.default_service_account

import data.bartizan.lib.google
import data.bartizan.lib.unknown

deny contains {
	"path": path,
	"message": sprintf("instance %q runs as the default service account%s", [google.label(input), reach(block)]),
} if {
	some index, block in accounts
	path := ["service_account", index, "email"]
	is_default(index, block)
}

undetermined contains {"path": path, "reason": reason} if {
	some index, block in accounts
	not is_default(index, block)
	not own(index)
	some path, reason in unknown.at(["service_account", index, "email"])
}

undetermined contains {"path": path, "reason": reason} if {
	count(accounts) == 0
	some path, reason in unknown.at(["service_account"])
}

# Without the block the provider sends none, and the instance has no identity.
accounts := object.get(input.values, "service_account", [])

is_default(index, block) if {
	object.get(block, "email", "") in {"", "default"}
	not unknown.at(["service_account", index, "email"])
}

is_default(_, block) if regex.match(`^[0-9]+-compute@developer[.]gserviceaccount[.]com$`, object.get(block, "email", ""))

is_default(index, _) if "google_compute_default_service_account" in kinds_meant(index)

# An account that is made in the same apply.
own(index) if "google_service_account" in kinds_meant(index)

# Parts of the addresses that the email of block `index` refers to.
kinds_meant(index) := {part |
	some reference in object.get(input, "references", [])
	unknown.holds(reference.path, ["service_account", index, "email"])
	some part in split(reference.address, ".")
}

reach(block) := " with access to all APIs" if {
	some scope in object.get(block, "scopes", [])
	endswith(scope, "cloud-platform")
} else := ""
