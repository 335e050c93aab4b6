package bartizan.terraform.personal_grant_test

import data.bartizan.terraform.personal_grant as policy

grant(values) := {"kind": "google_project_iam_member", "name": "g", "values": object.union({"role": "roles/viewer"}, values), "unknown": []}

test_violated if {
	policy.deny == {{
		"path": ["member"],
		"message": "roles/viewer is granted to user:someone@example.gov",
		"key": "user:someone@example.gov",
	}} with input as grant({"member": "user:someone@example.gov"})
}

test_violated_by_default_accounts if {
	every account in ["123456789012-compute@developer.gserviceaccount.com", "citizens@appspot.gserviceaccount.com"] {
		who := concat("", ["serviceAccount:", account])
		some finding in policy.deny with input as grant({"members": ["group:a@example.gov", who]})
		finding.path == ["members", 1]
		finding.message == sprintf("roles/viewer is granted to the default account %s", [account])
	}
}

test_violated_in_document if {
	document := json.marshal({"bindings": [{"members": ["user:someone@gmail.com"]}]})
	some finding in policy.deny with input as {"kind": "google_project_iam_policy", "values": {"policy_data": document}}
	finding.path == ["policy_data", "@json", "bindings", 0, "members", 0]
	finding.message == "a role is granted to user:someone@gmail.com"
}

test_satisfied if {
	every values in [
		{"member": "group:admins@example.gov"},
		{"members": ["serviceAccount:portal@citizens.iam.gserviceaccount.com", "domain:example.gov"]},
		{"member": "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*"},
		{},
	] {
		count(policy.deny) == 0 with input as grant(values)
		count(policy.undetermined) == 0 with input as grant(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["member"], ["members"], ["members", 0], ["policy_data"]] {
		unsure := object.union(grant({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_account_of_the_same_apply_is_its_own if {
	made := object.union(grant({}), {
		"unknown": [{"path": ["member"], "reason": "known after apply"}],
		"references": [{"path": ["member"], "address": "google_service_account.portal"}],
	})
	count(policy.deny) == 0 with input as made
	count(policy.undetermined) == 0 with input as made
}
