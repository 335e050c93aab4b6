package bartizan.terraform.restore_exercise_test

import data.bartizan.terraform.restore_exercise as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

unit(resources) := {"complete": true, "resources": resources}

plan := resource("aws_backup_plan", {})

testing := resource("aws_backup_restore_testing_plan", {"name": "weekly"})

selection(values) := resource("aws_backup_restore_testing_selection", values)

test_violated_without_testing_plan if {
	policy.deny == {{
		"resource": "aws_backup_plan.r",
		"path": [],
		"message": "the module backs up data but never tests to restore it",
	}} with input as unit([plan])
}

test_violated_when_nothing_is_selected if {
	policy.deny == {{
		"resource": "aws_backup_restore_testing_plan.r",
		"path": [],
		"message": `restore testing plan "weekly" selects nothing to restore`,
	}} with input as unit([plan, testing])
}

test_satisfied if {
	by_reference := object.union(selection({}), {"references": [{"path": ["restore_testing_plan_name"], "address": "aws_backup_restore_testing_plan.r"}]})
	count(policy.deny) == 0 with input as unit([plan, testing, by_reference])
	count(policy.deny) == 0 with input as unit([plan, testing, selection({"restore_testing_plan_name": "weekly"})])
	count(policy.deny) == 0 with input as unit([])
}

test_stray_selection_is_undetermined if {
	count(policy.deny) == 0 with input as unit([plan, testing, selection({})])
	count(policy.undetermined) == 1 with input as unit([plan, testing, selection({})])
}

test_incomplete_is_undetermined if {
	every resources in [[plan], [plan, testing]] {
		part := {"complete": false, "resources": resources}
		count(policy.deny) == 0 with input as part
		count(policy.undetermined) == 1 with input as part
	}
}
