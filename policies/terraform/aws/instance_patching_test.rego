package bartizan.terraform.instance_patching_test

import data.bartizan.terraform.instance_patching as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": []}

unit(resources) := {"complete": true, "resources": resources}

machine := resource("aws_instance", {})

test_violated if {
	other := object.union(machine, {"address": "aws_instance.z"})
	policy.deny == {{
		"resource": "aws_instance.r",
		"path": [],
		"message": "nothing scans or patches the machines of the module (2)",
	}} with input as unit([other, machine])
}

test_other_documents_do_not_count if {
	count(policy.deny) == 1 with input as unit([machine, resource("aws_ssm_association", {"name": "AWS-UpdateSSMAgent"})])
	count(policy.deny) == 1 with input as unit([machine, resource("aws_inspector2_enabler", {"resource_types": ["ECR"]})])
}

keepers := [
	resource("aws_inspector2_enabler", {"resource_types": ["ECR", "EC2"]}),
	resource("aws_inspector2_organization_configuration", {"auto_enable": [{"ec2": true, "ecr": false}]}),
	resource("aws_ssm_association", {"name": "AWS-RunPatchBaseline"}),
	resource("aws_ssm_maintenance_window_task", {"task_arn": "AWS-RunPatchBaselineWithHooks"}),
	resource("aws_ssmquicksetup_configuration_manager", {"configuration_definition": [{"type": "AWSQuickSetupType-PatchPolicy"}]}),
]

test_satisfied if {
	every keeper in keepers {
		count(policy.deny) == 0 with input as unit([machine, keeper])
		count(policy.undetermined) == 0 with input as unit([machine, keeper])
	}
}

test_modules_without_machines_are_not_asked if {
	count(policy.deny) == 0 with input as unit([resource("aws_ssm_association", {"name": "x"})])
}

test_unknown_is_undetermined if {
	every keeper in keepers {
		every attribute, _ in keeper.values {
			unsure := unit([machine, object.union(resource(keeper.kind, {}), {"unknown": [{"path": [attribute], "reason": "known after apply"}]})])
			count(policy.deny) == 0 with input as unsure
			policy.undetermined == {{"resource": keeper.address, "path": [attribute], "reason": "known after apply"}} with input as unsure
		}
	}
}

test_incomplete_is_undetermined if {
	part := {"complete": false, "resources": [machine]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}
