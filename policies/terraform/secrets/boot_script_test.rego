package bartizan.terraform.boot_script_test

import data.bartizan.terraform.boot_script as policy

machine(values) := {"kind": "aws_instance", "values": values, "unknown": []}

messages(subject) := {finding.message | some finding in found} if {
	found := policy.deny with input as subject
}

script(line) := concat("\n", ["#!/bin/sh", "set -e", line, "systemctl start app", ""])

# Assembled, so that no scanner takes this file for a leak.
key_id := concat("", ["AKIA", "Q3EGWLZ7XK2M5P4R"])

test_key_is_told_once if {
	line := concat("", ["export AWS_ACCESS_KEY_ID=", key_id])
	messages(machine({"user_data": script(line)})) == set()
	messages(machine({"user_data": script(concat("", ["token=", key_id]))})) == set()

	# Where the other policy does not look.
	messages(machine({"user_data_base64": base64.encode(script(line))})) == {"boot script contains an AWS access key id"}
	made := object.union(machine({"user_data": script(line)}), {"references": [{"path": ["user_data"], "address": "aws_iam_access_key.k"}]})
	messages(made) == {"boot script contains an AWS access key id"}
}

test_place_is_that_of_the_value if {
	places := {finding.within | some finding in policy.deny} with input as machine({"user_data": script("ä PASSWORD='hunter2hunter2'")})
	places == {[[29, 43]]}
	encoded := base64.encode(script("PASSWORD=hunter2hunter2"))
	{finding.within | some finding in policy.deny} == {[[0, count(encoded)]]} with input as machine({"user_data": encoded})
}

test_violated_by_assignment if {
	every line in [
		"DB_PASSWORD=hunter2hunter2",
		"export TOKEN='abcdef0123456789'",
		`api_key: "abcdef0123456789"`,
		`{"password": "hunter2hunter2"}`,
	] {
		messages(machine({"user_data": script(line)})) == {"boot script contains a password or token"}
	}
}

test_violated_by_connection_string if {
	messages(machine({"user_data": script("psql postgres://app:hunter2hunter2@db/app")})) == {"boot script contains an address with a password"}
}

test_violated_in_the_profile_of_an_older_machine if {
	subject := {"kind": "azurerm_virtual_machine", "values": {"os_profile": [{"custom_data": script("PASSWORD=hunter2hunter2")}]}}
	{finding.path | some finding in policy.deny} == {["os_profile", 0, "custom_data"]} with input as subject
}

test_violated_elsewhere if {
	some finding in policy.deny with input as {"kind": "aws_launch_template", "values": {"user_data": base64.encode(script("PASSWORD=hunter2hunter2"))}}
	finding.path == ["user_data"]
	some other in policy.deny with input as {"kind": "google_compute_instance", "values": {"metadata": {"startup-script": script("PASSWORD=hunter2hunter2")}}}
	other.path == ["metadata", "startup-script"]
}

test_value_is_not_shown if {
	every finding in policy.deny {
		not contains(json.marshal(finding), "hunter2")
	} with input as machine({"user_data": script("DB_PASSWORD=hunter2hunter2")})
}

test_satisfied if {
	every line in [
		"PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db)",
		"export TOKEN=$TOKEN",
		`PASSWORD="${DB_PASSWORD}"`,
		"PASSWORD_FILE=/run/secrets/database",
		"curl -H \"X-aws-ec2-metadata-token: $TOKEN\" http://169.254.169.254/",
		"yum install -y nginx",
		"git clone https://example.org/app.git",
	] {
		count(policy.deny) == 0 with input as machine({"user_data": script(line)})
	}
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as machine({})
	count(policy.undetermined) == 0 with input as machine({})
}

test_hash_is_undetermined if {
	subject := machine({"user_data": "1c2e5f6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4"})
	count(policy.deny) == 0 with input as subject
	count(policy.undetermined) == 1 with input as subject
}

test_unknown_is_undetermined if {
	unsure := object.union(machine({}), {"unknown": [{"path": ["user_data"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["user_data"], "reason": "known after apply"}} with input as unsure
}
