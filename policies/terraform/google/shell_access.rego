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
import data.bartizan.lib.link

machines := link.of(["google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template"])

projects := link.of(["google_compute_project_metadata"])

items := link.of(["google_compute_project_metadata_item"])

deny contains {
	"resource": holder.address,
	"path": ["metadata", "serial-port-enable"],
	"message": sprintf("metadata of %s open the serial console", [label(holder)]),
	"fix": [{"op": "remove", "path": ["metadata", "serial-port-enable"], "safety": "unsafe"}],
} if {
	some holder in (machines | projects)
	on(entry(holder, "serial-port-enable"))
}

deny contains {
	"resource": machine.address,
	"path": ["metadata", "enable-oslogin"],
	"message": sprintf("metadata of %s switch OS Login off", [label(machine)]),
} if {
	some machine in machines
	given := entry(machine, "enable-oslogin")
	not given in {"", null}
	not on(given)
}

deny contains {
	"resource": machine.address,
	"path": ["metadata", "block-project-ssh-keys"],
	"message": sprintf("%s lets in every SSH key of the project", [label(machine)]),
} if {
	some machine in open_machines
	count(google.unknowns(machine, key_paths)) == 0
}

deny contains {
	"resource": project.address,
	"path": ["metadata", "enable-oslogin"],
	"message": "metadata of the project do not switch OS Login on",
} if {
	some project in projects
	not on(entry(project, "enable-oslogin"))
	count(google.unknowns(project, [["metadata", "enable-oslogin"]])) == 0
	not by_item
}

deny contains {
	"resource": item.address,
	"path": ["value"],
	"message": bad.message,
} if {
	some item in items
	given := google.value(item, ["value"], null)
	given != null
	bad := bad_items[google.value(item, ["key"], "")]
	on(given) == bad.on
}

undetermined contains {"resource": holder.address, "path": path, "reason": reason} if {
	some holder in (machines | projects)
	some path, reason in google.unknowns(holder, asked(holder))
}

undetermined contains {"resource": item.address, "path": path, "reason": reason} if {
	some item in items
	google.value(item, ["key"], "enable-oslogin") in {"enable-oslogin", "serial-port-enable"}
	some path, reason in google.unknowns(item, [["key"], ["value"]])
}

bad_items := {
	"enable-oslogin": {"on": false, "message": "metadata of the project switch OS Login off"},
	"serial-port-enable": {"on": true, "message": "metadata of the project open the serial console"},
}

key_paths := [["metadata", "enable-oslogin"], ["metadata", "block-project-ssh-keys"]]

# What decides about `holder`: the keys of the project do not matter where OS Login is on.
asked(holder) := array.concat([["metadata", "serial-port-enable"]], [path |
	some path in key_paths
	not secured(holder)
])

secured(holder) if on(entry(holder, "enable-oslogin"))

# Machines that neither use OS Login nor refuse the keys of the project.
open_machines contains machine if {
	some machine in machines
	not project_login
	entry(machine, "enable-oslogin") == null
	not on(entry(machine, "block-project-ssh-keys"))
}

# Is OS Login on for the project, or may it be?
project_login if by_item

project_login if {
	some project in projects
	secured(project)
}

project_login if {
	some project in projects
	count(google.unknowns(project, [["metadata", "enable-oslogin"]])) > 0
}

by_item if {
	some item in items
	google.value(item, ["key"], "") == "enable-oslogin"
	on(google.value(item, ["value"], true))
}

entry(holder, name) := google.value(holder, ["metadata", name], null)

default on(_) := false

# Metadata are texts; Google reads these as yes.
on(given) if lower(sprintf("%v", [given])) in {"true", "1", "y", "yes"}

label(holder) := "the project" if holder.kind == "google_compute_project_metadata"

label(holder) := sprintf("instance %q", [google.label(holder)]) if holder.kind != "google_compute_project_metadata"
