# METADATA
# title: Restoring from backups is never exercised
# description: >-
#   Whether a backup can be restored, and how long that takes, shows only when somebody does it. Where nobody did before
#   the emergency, citizens wait for services that may not come back.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_restore_testing_plan
# custom:
#   id: TF-AWS-081
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_backup_plan, aws_backup_restore_testing_plan, aws_backup_restore_testing_selection]
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     nist-800-53: [CP-4, CP-9]
#   remediation: >-
#     Add an `aws_backup_restore_testing_plan` and an `aws_backup_restore_testing_selection` that names it in
#     `restore_testing_plan_name`.
package bartizan.terraform.restore_exercise

import data.bartizan.lib.link

selection := "aws_backup_restore_testing_selection"

deny contains {
	"resource": min({plan.address | some plan in plans}),
	"path": [],
	"message": "the module backs up data but never tests to restore it",
} if {
	count(plans) > 0
	count(testing_plans) == 0
	object.get(input, "complete", false) == true
}

deny contains {
	"resource": testing.address,
	"path": [],
	"message": sprintf("restore testing plan %q selects nothing to restore", [object.get(testing.values, "name", testing.name)]),
} if {
	some testing in idle
	not doubt
}

undetermined contains {"resource": min({plan.address | some plan in plans}), "path": [], "reason": "not all of the module is here"} if {
	count(plans) > 0
	count(testing_plans) == 0
	object.get(input, "complete", false) == false
}

undetermined contains {"resource": testing.address, "path": [], "reason": doubt} if some testing in idle

plans := link.of(["aws_backup_plan"])

testing_plans := link.of(["aws_backup_restore_testing_plan"])

idle contains testing if {
	some testing in testing_plans
	count(link.companions(selection, "restore_testing_plan_name", testing, ["name"])) == 0
}

doubt := link.doubt([selection], "restore_testing_plan_name", ["aws_backup_restore_testing_plan"])
