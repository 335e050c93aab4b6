package bartizan.terraform.backup_coverage_test

import data.bartizan.terraform.backup_coverage as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

with_unknown(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

selection(values) := resource("aws_backup_selection", values)

unit(resources) := {"complete": true, "resources": resources}

volume := resource("aws_ebs_volume", {"tags": {"backup": "daily"}})

cluster := resource("aws_rds_cluster", {"arn": "arn:aws:rds:eu-west-1:111122223333:cluster:citizens"})

files := resource("aws_efs_file_system", {})

test_violated if {
	policy.deny == {{"resource": "aws_ebs_volume.r", "path": [], "message": `volume "r" is in no backup plan`}} with input as unit([volume])
	messages := {finding.message | some finding in policy.deny} with input as unit([cluster, files])
	messages == {`database cluster "r" is in no backup plan`, `file system "r" is in no backup plan`}
}

test_violated_by_selection_of_others if {
	every values in [
		{"resources": ["arn:aws:dynamodb:*:*:table/*"]},
		{"resources": ["arn:aws:ec2:*:*:instance/*"]},
		{"selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "weekly"}]},
		{"resources": ["*"], "condition": [{"string_equals": [{"key": "aws:ResourceTag/backup", "value": "weekly"}]}]},
	] {
		count(policy.deny) == 1 with input as unit([volume, selection(values)])
	}
}

test_satisfied_by_selection if {
	every values in [
		{"resources": ["*"]},
		{"resources": ["arn:aws:ec2:*:*:volume/*"]},
		{"resources": ["arn:*:ec2:*"]},
		{"selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "daily"}]},
		{"resources": ["*"], "condition": [{"string_equals": [{"key": "aws:ResourceTag/backup", "value": "daily"}]}]},
	] {
		count(policy.deny) == 0 with input as unit([volume, selection(values)])
		count(policy.undetermined) == 0 with input as unit([volume, selection(values)])
	}
}

test_satisfied_by_name_or_reference if {
	count(policy.deny) == 0 with input as unit([cluster, selection({"resources": ["arn:aws:rds:eu-west-1:111122223333:cluster:citizens"]})])
	named := object.union(with_unknown(selection({}), ["resources"]), {"references": [{"path": ["resources", 0], "address": "aws_ebs_volume.r"}]})
	count(policy.deny) == 0 with input as unit([volume, named])
	count(policy.undetermined) == 0 with input as unit([volume, named])
}

test_satisfied_by_default_tags if {
	provider := resource("provider.aws", {"default_tags": [{"tags": {"backup": "daily"}}]})
	chosen := selection({"selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "daily"}]})
	count(policy.deny) == 0 with input as unit([files, provider, chosen])
}

test_satisfied_by_copies_of_the_service if {
	enabled := object.union(resource("aws_efs_backup_policy", {"backup_policy": [{"status": "ENABLED"}]}), {"references": [{"path": ["file_system_id"], "address": "aws_efs_file_system.r"}]})
	count(policy.deny) == 0 with input as unit([files, enabled])
	off := object.union(enabled, {"values": {"backup_policy": [{"status": "DISABLED"}]}})
	count(policy.deny) == 1 with input as unit([files, off])
	count(policy.deny) == 0 with input as unit([volume, resource("aws_dlm_lifecycle_policy", {"policy_details": [{"target_tags": {"backup": "daily"}}]})])
}

test_unknown_is_undetermined if {
	every unsure in [
		[volume, with_unknown(selection({}), ["resources"])],
		[volume, with_unknown(selection({}), ["selection_tag"])],
		[volume, with_unknown(selection({"resources": ["*"], "condition": [{"string_equals": [{"key": "x", "value": "y"}]}]}), ["condition", 0])],
		[with_unknown(resource("aws_ebs_volume", {}), ["tags"]), selection({"selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "daily"}]})],
		[volume, selection({"resources": ["*"], "condition": [{"string_like": [{"key": "aws:ResourceTag/backup", "value": "d*"}]}]})],
	] {
		count(policy.deny) == 0 with input as unit(unsure)
		count(policy.undetermined) == 1 with input as unit(unsure)
	}
}

test_unknown_tags_that_nothing_selects_do_not_matter if {
	count(policy.deny) == 1 with input as unit([with_unknown(resource("aws_ebs_volume", {}), ["tags"])])
}

test_incomplete_is_undetermined if {
	part := {"complete": false, "resources": [volume]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}
