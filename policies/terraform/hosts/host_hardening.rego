# METADATA
# title: Machine starts without any hardening or audit of its system
# description: >-
#   How well the operating system is locked down is left to the image, and nobody looks. Tools such as OpenSCAP or Lynis
#   say at boot, and later, where it departs from the benchmark.
# related_resources:
#   - ref: https://www.open-scap.org/getting-started/
#   - ref: https://cisofy.com/documentation/lynis/
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/state-manager-associations.html
# custom:
#   id: OPS-009
#   severity: medium
#   confidence: low
#   platform: terraform
#   kinds:
#     - aws_instance
#     - aws_launch_template
#     - azurerm_linux_virtual_machine
#     - azurerm_linux_virtual_machine_scale_set
#     - google_compute_instance
#     - google_compute_instance_template
#     - aws_ssm_association
#     - data.aws_ami
#     - data.google_compute_image
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, M4O2, D6]
#   references:
#     nist-800-53: [CM-6]
#   remediation: >-
#     Start from a hardened image (CIS, or one of your own that the parameter `images` names), or let the boot script or
#     an `aws_ssm_association` run OpenSCAP, Lynis, CIS-CAT or Ubuntu's `usg`.
#   parameters:
#     tools:
#       type: array
#       default: [lynis, openscap, oscap, cis-cat, usg, configurestig]
#       description: Names, in lower case, that tell of hardening or of an audit in a boot script or an SSM association.
#     images:
#       type: array
#       default: [cis, center-for-internet-security-inc, stig, hardened, bottlerocket, talos, cos-cloud]
#       description: >-
#         Names, in lower case, that tell of a hardened image, or of a system without a shell to harden, in its id, name,
#         publisher or filter.
package bartizan.terraform.host_hardening

import data.bartizan.lib.host
import data.bartizan.lib.params

tools := params.get("tools", ["lynis", "openscap", "oscap", "cis-cat", "usg", "configurestig"])

images := params.get("images", ["cis", "center-for-internet-security-inc", "stig", "hardened", "bottlerocket", "talos", "cos-cloud"])

deny contains {
	"resource": machine.address,
	"path": [],
	"message": sprintf("machine %q starts without a tool that hardens or audits it", [machine.name]),
} if {
	some machine in plain_machines
	trim_space(host.script(machine)) != ""
	count(open_questions(machine)) == 0
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": machine.address, "path": path, "reason": reason} if {
	some machine in plain_machines
	some path, reason in open_questions(machine)
}

undetermined contains {"resource": machine.address, "path": [], "reason": "how its image is hardened is not told here"} if {
	some machine in plain_machines
	trim_space(host.script(machine)) == ""
	count(open_questions(machine)) == 0
}

undetermined contains {"resource": machine.address, "path": [], "reason": "not all of the module is here"} if {
	some machine in plain_machines
	trim_space(host.script(machine)) != ""
	count(open_questions(machine)) == 0
	object.get(input, "complete", false) == false
}

open_questions(machine) := object.union(host.unread(machine), host.unseen(machine))

# Machines of which nothing tells that they are hardened.
plain_machines contains machine if {
	not managed
	some machine in host.machines
	not host.names_one(host.script(machine), tools)
	not host.names_one(host.image(machine), images)
}

managed if {
	some text in host.managed
	some tool in tools
	contains(text, tool)
}
