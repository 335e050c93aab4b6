# METADATA
# title: Instance can be entered past the central login
# description: >-
#   With OS Login the people who may enter a machine come from IAM and lose their access there. Keys in metadata and the
#   serial console go past that: they stay until somebody finds them.
# related_resources:
#   - ref: https://cloud.google.com/compute/docs/oslogin
#   - ref: https://cloud.google.com/compute/docs/troubleshooting/troubleshooting-using-serial-console
#   - ref: https://cloud.google.com/compute/docs/connect/restrict-ssh-keys
# custom:
#   id: TF-GCP-014
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds:
#     - google_compute_instance
#     - google_compute_instance_template
#     - google_compute_region_instance_template
#     - google_compute_project_metadata
#     - google_compute_project_metadata_item
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M1T1, M4T2]
#   references:
#     trivy: [GCP-0032, GCP-0030, GCP-0042, GCP-0036]
#     checkov: [CKV_GCP_35, CKV_GCP_32, CKV_GCP_33, CKV_GCP_34]
#     nist-800-53: [AC-17]
#   remediation: >-
#     Set `enable-oslogin` to `TRUE` in the metadata of the project, leave it and `serial-port-enable` out of the
#     instances, and set `block-project-ssh-keys` to `TRUE` on those that cannot use OS Login.
package bartizan.terraform.shell_access

import data.bartizan.lib.google
import data.bartizan.lib.google_metadata

deny contains {
	"resource": holder.address,
	"path": serial,
	"message": sprintf("metadata of %s open the serial console", [label(holder)]),
	"fix": [{"op": "remove", "path": serial, "safety": "unsafe"}],
} if {
	some holder in (google_metadata.machines | google_metadata.projects)
	google_metadata.on(google_metadata.entry(holder, "serial-port-enable"))
}

deny contains {
	"resource": machine.address,
	"path": login,
	"message": sprintf("metadata of %s switch OS Login off", [label(machine)]),
} if {
	some machine in google_metadata.machines
	given := google_metadata.entry(machine, "enable-oslogin")
	not given in {"", null}
	not google_metadata.on(given)
}

deny contains {
	"resource": machine.address,
	"path": keys,
	"message": sprintf("%s lets in every SSH key of the project", [label(machine)]),
} if {
	some machine in google_metadata.machines
	google_metadata.entry(machine, "enable-oslogin") == null
	not google_metadata.on(google_metadata.entry(machine, "block-project-ssh-keys"))
	not google_metadata.on_in_project("enable-oslogin")
	count(google.unknowns(machine, [login, keys])) == 0
}

deny contains {
	"resource": project.address,
	"path": login,
	"message": "metadata of the project do not switch OS Login on",
} if {
	some project in google_metadata.projects
	not google_metadata.on(google_metadata.entry(project, "enable-oslogin"))
	count(google.unknowns(project, [login])) == 0
	not google_metadata.on_by_item("enable-oslogin")
}

deny contains {
	"resource": item.address,
	"path": ["value"],
	"message": bad.message,
} if {
	some item in google_metadata.items
	given := google.value(item, ["value"], null)
	given != null
	bad := bad_items[google.value(item, ["key"], "")]
	google_metadata.on(given) == bad.on
}

undetermined contains {"resource": holder.address, "path": path, "reason": reason} if {
	some holder in (google_metadata.machines | google_metadata.projects)
	some path, reason in google.unknowns(holder, asked(holder))
}

undetermined contains {"resource": item.address, "path": path, "reason": reason} if {
	some item in google_metadata.items
	google.value(item, ["key"], "enable-oslogin") in {"enable-oslogin", "serial-port-enable"}
	some path, reason in google.unknowns(item, [["key"], ["value"]])
}

bad_items := {
	"enable-oslogin": {"on": false, "message": "metadata of the project switch OS Login off"},
	"serial-port-enable": {"on": true, "message": "metadata of the project open the serial console"},
}

login := ["metadata", "enable-oslogin"]

keys := ["metadata", "block-project-ssh-keys"]

serial := ["metadata", "serial-port-enable"]

# What decides about `holder`: the keys of the project do not matter where OS Login is on.
asked(holder) := [serial] if google_metadata.on(google_metadata.entry(holder, "enable-oslogin"))

asked(holder) := array.concat([serial, login], [keys | holder in google_metadata.machines]) if {
	not google_metadata.on(google_metadata.entry(holder, "enable-oslogin"))
}

label(holder) := "the project" if holder in google_metadata.projects

label(holder) := sprintf("instance %q", [google.label(holder)]) if holder in google_metadata.machines
