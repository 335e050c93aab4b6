# METADATA
# title: Machines are neither scanned for vulnerabilities nor patched on schedule
# description: >-
#   A machine is safe on the day it is built. Without Inspector, which says what is open, or Patch Manager, which closes
#   it, known holes stay until somebody uses them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html
#   - ref: https://docs.aws.amazon.com/inspector/latest/user/scanning-ec2.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/inspector2_enabler
# custom:
#   id: TF-AWS-079
#   severity: medium
#   confidence: low
#   platform: terraform
#   kinds:
#     - aws_instance
#     - aws_inspector2_enabler
#     - aws_inspector2_organization_configuration
#     - aws_ssm_association
#     - aws_ssm_maintenance_window_task
#     - aws_ssmquicksetup_configuration_manager
#   scope: unit
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O1, M1O3, D6]
#   references:
#     nist-800-53: [RA-5, SI-2]
#   remediation: >-
#     Add an `aws_inspector2_enabler` with `EC2` in `resource_types`, and an `aws_ssm_association` or
#     `aws_ssm_maintenance_window_task` that runs `AWS-RunPatchBaseline`.
package bartizan.terraform.instance_patching

import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"resource": witness,
	"path": [],
	"message": sprintf("nothing scans or patches the machines of the module (%d)", [count(link.of(["aws_instance"]))]),
} if {
	neglected
	count(open_questions) == 0
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": witness, "path": [], "reason": "not all of the module is here"} if {
	neglected
	object.get(input, "complete", false) == false
}

undetermined contains question if {
	neglected
	some question in open_questions
}

neglected if {
	witness
	count(keepers) == 0
}

witness := min({machine.address | some machine in link.of(["aws_instance"])})

# What tells or mends the state of machines.
keepers contains resource.address if {
	some resource in link.of(["aws_inspector2_enabler"])
	"EC2" in object.get(resource.values, "resource_types", [])
}

keepers contains resource.address if {
	some resource in link.of(["aws_inspector2_organization_configuration"])
	tf.is_true(object.get(resource.values, ["auto_enable", 0, "ec2"], false))
}

keepers contains resource.address if {
	some kind, attribute in runs
	some resource in link.of([kind])
	regex.match(`AWS-(RunPatchBaseline|InstallWindowsUpdates|ApplyPatchBaseline|PatchInstance)`, object.get(resource.values, attribute, ""))
}

keepers contains resource.address if {
	some resource in link.of(["aws_ssmquicksetup_configuration_manager"])
	contains(object.get(resource.values, ["configuration_definition", 0, "type"], ""), "Patch")
}

# Where the document that is run is named.
runs := {"aws_ssm_association": "name", "aws_ssm_maintenance_window_task": "task_arn"}

decisive := object.union(runs, {
	"aws_inspector2_enabler": "resource_types",
	"aws_inspector2_organization_configuration": "auto_enable",
	"aws_ssmquicksetup_configuration_manager": "configuration_definition",
})

open_questions contains {"resource": resource.address, "path": path, "reason": reason} if {
	some kind, attribute in decisive
	some resource in link.of([kind])
	some path, reason in unknown.within_in(resource, [attribute])
}
