package bartizan.terraform.secret_rotation_test

import data.bartizan.terraform.secret_rotation as policy

secret(values) := {"kind": "aws_secretsmanager_secret", "name": "db", "address": "aws_secretsmanager_secret.db", "values": values, "unknown": []}

rotation(values) := {"kind": "aws_secretsmanager_secret_rotation", "name": "r", "address": "aws_secretsmanager_secret_rotation.r", "values": values, "unknown": [], "references": []}

rules(values) := rotation({"secret_id": "prod/db", "rotation_rules": [values]})

by_reference := object.union(rotation({"rotation_rules": [{"automatically_after_days": 30}]}), {
	"references": [{"path": ["secret_id"], "address": "aws_secretsmanager_secret.db"}],
	"unknown": [{"path": ["secret_id"], "reason": "known after apply"}],
})

unit(resources) := {"complete": true, "resources": resources}

test_violated_without_rotation if {
	found := policy.deny with input as unit([secret({"name": "prod/db"})])
	found == {{"resource": "aws_secretsmanager_secret.db", "path": [], "message": `secret "prod/db" is never rotated`}}
	count(policy.deny) == 1 with input as unit([secret({"name": "prod/other"}), rules({"automatically_after_days": 30})])
}

test_violated_where_the_name_is_unknown if {
	unnamed := object.union(secret({}), {"unknown": [{"path": ["name"], "reason": "known after apply"}]})
	some finding in policy.deny with input as unit([unnamed])
	finding.message == `secret "db" is never rotated`
	count(policy.deny) == 0 with input as unit([unnamed, by_reference])
}

test_violated_by_interval if {
	every case in [
		[{"automatically_after_days": 91}, "automatically_after_days", "secret is rotated every 91 days, not within 90"],
		[{"automatically_after_days": "365"}, "automatically_after_days", "secret is rotated every 365 days, not within 90"],
		[{"schedule_expression": "rate(100 days)"}, "schedule_expression", "secret is rotated every 100 days, not within 90"],
	] {
		found := policy.deny with input as unit([secret({"name": "prod/db"}), rules(case[0])])
		found == {{"resource": "aws_secretsmanager_secret_rotation.r", "path": ["rotation_rules", 0, case[1]], "message": case[2]}}
	}
}

test_violated_by_interval_in_secret if {
	some finding in policy.deny with input as unit([secret({"name": "a", "rotation_rules": [{"automatically_after_days": 200}]})])
	finding.resource == "aws_secretsmanager_secret.db"
	finding.path == ["rotation_rules", 0, "automatically_after_days"]
}

test_satisfied if {
	every resources in [
		[secret({"name": "prod/db"}), rules({"automatically_after_days": 90})],
		[secret({"name": "prod/db"}), rules({"schedule_expression": "rate(10 days)"})],
		[secret({"name": "prod/db"}), rules({"schedule_expression": "cron(0 16 1,15 * ? *)"})],
		[secret({"name": "prod/db"}), by_reference],
		[secret({"name": "prod/db"}), rotation({"secret_id": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf"})],
		[secret({"name": "a", "rotation_rules": [{"automatically_after_days": 30}]})],
		[],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_parameter if {
	stricter := object.union(unit([rules({"automatically_after_days": 60})]), {"parameters": {"max_days": 30}})
	count(policy.deny) == 1 with input as stricter
	count(policy.deny) == 0 with input as object.union(stricter, {"parameters": {"max_days": 60}})
}

test_incomplete_unit_is_undetermined if {
	part := {"complete": false, "resources": [secret({"name": "a"})]}
	count(policy.deny) == 0 with input as part
	policy.undetermined == {{"resource": "aws_secretsmanager_secret.db", "path": [], "reason": "not all of the module is here"}} with input as part
}

test_rotation_of_unknown_secret_is_undetermined if {
	stray := object.union(rotation({}), {"unknown": [{"path": ["secret_id"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([secret({"name": "a"}), stray])
	count(policy.undetermined) == 1 with input as unit([secret({"name": "a"}), stray])
}

test_unknown_is_undetermined if {
	every path in [["rotation_rules"], ["rotation_rules", 0], ["rotation_rules", 0, "automatically_after_days"], ["rotation_rules", 0, "schedule_expression"]] {
		every subject in [object.union(by_reference, {"values": {"rotation_rules": [{}]}}), secret({"name": "a", "rotation_rules": [{}]})] {
			unsure := object.union(subject, {"unknown": [{"path": path, "reason": "later"}]})
			count(policy.deny) == 0 with input as unit([unsure])
			policy.undetermined == {{"resource": subject.address, "path": path, "reason": "later"}} with input as unit([unsure])
		}
	}
	unruled := object.union(secret({"name": "a"}), {"unknown": [{"path": ["rotation_rules"], "reason": "later"}]})
	count(policy.deny) == 0 with input as unit([unruled])
	count(policy.undetermined) == 1 with input as unit([unruled])
}
