# METADATA
# title: Nothing watches the files of a machine for tampering
# description: >-
#   An intruder who changes a program or a login file stays for months where nobody compares. AIDE, Wazuh, osquery or
#   Falco notice the change; whoever relies on the machine learns of it in time.
# related_resources:
#   - ref: https://aide.github.io/
#   - ref: https://documentation.wazuh.com/current/user-manual/capabilities/file-integrity/index.html
#   - ref: https://learn.microsoft.com/azure/defender-for-cloud/file-integrity-monitoring-overview
# custom:
#   id: OPS-010
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
#     - azurerm_security_center_subscription_pricing
#     - helm_release
#     - kubernetes_daemonset
#     - kubernetes_daemon_set_v1
#     - data.aws_ami
#     - data.google_compute_image
#   scope: unit
#   level: 3
#   pillar: technical
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M3T3, D6]
#   references:
#     nist-800-53: [SI-7]
#   remediation: >-
#     Install and schedule AIDE, or the agent of Wazuh or osquery, in the boot script or by an `aws_ssm_association`; on
#     Azure use the plan `P2` of Defender for Servers; on nodes of a cluster run Falco.
#   parameters:
#     tools:
#       type: array
#       default: [aide, osquery, osqueryd, wazuh, wazuh-agent, tripwire, samhain, ossec, auditbeat, falco, tetragon]
#       description: Names, in lower case, that tell of file integrity monitoring in a boot script, image, chart or association.
package bartizan.terraform.file_integrity

import data.bartizan.lib.host
import data.bartizan.lib.link
import data.bartizan.lib.params
import data.bartizan.lib.unknown

tools := {tool | some tool in named_tools}

named_tools := params.get("tools", [
	"aide", "osquery", "osqueryd", "wazuh", "wazuh-agent", "tripwire", "samhain", "ossec", "auditbeat", "falco", "tetragon",
])

deny contains {
	"resource": machine.address,
	"path": [],
	"message": sprintf("nothing watches the files of machine %q", [machine.name]),
} if {
	some machine in unwatched
	count(open_questions(machine)) == 0
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": machine.address, "path": path, "reason": reason} if {
	some machine in unwatched
	some path, reason in unread(machine)
}

undetermined contains {"resource": machine.address, "path": [], "reason": reason} if {
	some machine in unwatched
	count(unread(machine)) == 0
	some reason in doubts
}

unwatched contains machine if {
	not watched_by_all
	some machine in host.machines
	not host.names_one(host.script(machine), tools)
	not host.names_one(host.image(machine), tools | verified)
}

# Systems whose read-only root is verified at each start.
verified := {"bottlerocket", "talos", "cos-cloud", "flatcar"}

open_questions(machine) := {reason | some reason in unread(machine)} | doubts

unread(machine) := object.union(host.unread(machine), host.unseen(machine))

doubts contains "not all of the module is here" if object.get(input, "complete", false) == false

doubts contains reason if {
	some kind, attributes in told_by
	some resource in link.of([kind])
	some attribute in attributes
	some _, reason in unknown.at_in(resource, [attribute])
}

told_by := {"aws_ssm_association": ["name"], "helm_release": ["chart"], "azurerm_security_center_subscription_pricing": ["tier", "resource_type"]}

# What watches every machine at once.
watched_by_all if {
	some text in host.managed
	host.names_one(text, tools)
}

watched_by_all if {
	some release in link.of(["helm_release"])
	host.names_one(lower(object.get(release.values, "chart", "")), tools)
}

watched_by_all if {
	some daemons in link.of(["kubernetes_daemonset", "kubernetes_daemon_set_v1"])
	some container in object.get(daemons.values, ["spec", 0, "template", 0, "spec", 0, "container"], [])
	host.names_one(lower(object.get(container, "image", "")), tools)
}

watched_by_all if {
	some plan in link.of(["azurerm_security_center_subscription_pricing"])
	object.get(plan.values, "resource_type", "VirtualMachines") == "VirtualMachines"
	object.get(plan.values, "tier", "") == "Standard"
	object.get(plan.values, "subplan", "P2") == "P2"
}
