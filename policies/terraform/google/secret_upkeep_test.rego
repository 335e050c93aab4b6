package bartizan.terraform.secret_upkeep_test

import data.bartizan.terraform.secret_upkeep as policy

secret(kind, values) := {"kind": kind, "name": "s", "values": object.union({"secret_id": "database"}, values), "unknown": []}

member(values) := {"kind": "google_secret_manager_secret_iam_member", "name": "m", "values": values, "unknown": []}

reader := "roles/secretmanager.secretAccessor"

test_violated_without_rotation if {
	every kind in ["google_secret_manager_secret", "google_secret_manager_regional_secret"] {
		policy.deny == {{"path": ["rotation"], "message": `secret "s" is never rotated`}} with input as secret(kind, {"topics": [{"name": "t"}]})
	}
}

test_violated_by_grant if {
	some finding in policy.deny with input as member({"role": reader, "member": "allAuthenticatedUsers"})
	finding.path == ["member"]
	finding.message == "secret is readable for allAuthenticatedUsers"
	finding.key == "allAuthenticatedUsers"
	some other in policy.deny with input as member({"role": "roles/secretmanager.admin", "members": ["group:a@example.org", "domain:example.org"]})
	other.path == ["members", 1]
	document := json.marshal({"bindings": [{"role": reader, "members": ["allUsers"]}]})
	some last in policy.deny with input as member({"policy_data": document})
	last.path == ["policy_data", "@json", "bindings", 0, "members", 0]
}

test_satisfied if {
	every subject in [
		secret("google_secret_manager_secret", {"rotation": [{"rotation_period": "7776000s"}]}),
		secret("google_secret_manager_secret", {"ttl": "3600s"}),
		secret("google_secret_manager_secret", {"expire_time": "2030-01-01T00:00:00Z"}),
		member({"role": reader, "member": "serviceAccount:portal@citizens.iam.gserviceaccount.com"}),
		member({"role": "roles/secretmanager.viewer", "member": "domain:example.org"}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[secret("google_secret_manager_secret", {}), ["rotation"]],
		[secret("google_secret_manager_secret", {}), ["ttl"]],
		[secret("google_secret_manager_secret", {}), ["expire_time"]],
		[member({"role": reader}), ["member"]],
		[member({"role": reader}), ["members"]],
		[member({"role": reader}), ["members", 1]],
		[member({"member": "allUsers"}), ["role"]],
		[member({}), ["policy_data"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

test_account_of_the_same_apply_is_not_many if {
	made := object.union(member({"role": reader}), {
		"unknown": [{"path": ["member"], "reason": "known after apply"}],
		"references": [{"path": ["member"], "address": "data.google_project.p"}],
	})
	count(policy.undetermined) == 0 with input as made
}
