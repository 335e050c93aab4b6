package bartizan.terraform.personal_grant_test

import data.bartizan.terraform.personal_grant as policy

grant(kind, values) := {
	"kind": kind,
	"name": "g",
	"address": concat(".", [kind, "g"]),
	"values": object.union({"role": "roles/viewer"}, values),
	"unknown": [],
	"references": [],
}

member(values) := grant("google_project_iam_member", values)

unit(resources) := {"complete": true, "resources": resources}

unsure(path, address) := object.union(member({}), {
	"unknown": [{"path": path, "reason": "known after apply"}],
	"references": [{"path": path, "address": address}],
})

document(members) := {
	"kind": "data.google_iam_policy",
	"name": "d",
	"address": "data.google_iam_policy.d",
	"values": {"binding": [{"role": "roles/viewer", "members": members}]},
	"unknown": [],
}

by_document := {
	"kind": "google_folder_iam_policy",
	"name": "p",
	"address": "google_folder_iam_policy.p",
	"values": {},
	"unknown": [{"path": ["policy_data"], "reason": "read later"}],
	"references": [{"path": ["policy_data"], "address": "data.google_iam_policy.d"}],
}

test_violated if {
	policy.deny == {{
		"resource": "google_project_iam_member.g",
		"path": ["member"],
		"message": "roles/viewer is granted to user:someone@example.gov",
		"key": "user:someone@example.gov",
	}} with input as unit([member({"member": "user:someone@example.gov"})])
}

test_violated_by_default_accounts if {
	every account in ["123456789012-compute@developer.gserviceaccount.com", "citizens@appspot.gserviceaccount.com"] {
		who := concat("", ["serviceAccount:", account])
		some finding in policy.deny with input as unit([grant("google_organization_iam_binding", {"members": ["group:a@example.gov", who]})])
		finding.path == ["members", 1]
		finding.message == sprintf("roles/viewer is granted to the default account %s", [account])
	}
	every kind in ["google_compute_default_service_account", "google_app_engine_default_service_account"] {
		subject := unit([unsure(["member"], sprintf("data.%s.d", [kind]))])
		some finding in policy.deny with input as subject
		finding.message == "roles/viewer is granted to a default account"
		count(policy.undetermined) == 0 with input as subject
	}
}

test_violated_in_document if {
	text := json.marshal({"bindings": [{"members": ["user:someone@gmail.com"]}]})
	some finding in policy.deny with input as unit([grant("google_project_iam_policy", {"role": "", "policy_data": text})])
	finding.path == ["policy_data", "@json", "bindings", 0, "members", 0]
	finding.message == "a role is granted to user:someone@gmail.com"
	some other in policy.deny with input as unit([by_document, document(["group:a@example.gov", "user:someone@gmail.com"])])
	other.resource == "data.google_iam_policy.d"
	other.path == ["binding", 0, "members", 1]
	count(policy.undetermined) == 0 with input as unit([by_document, document(["user:someone@gmail.com"])])
}

test_satisfied if {
	every values in [
		{"member": "group:admins@example.gov"},
		{"members": ["serviceAccount:portal@citizens.iam.gserviceaccount.com", "domain:example.gov"]},
		{"member": "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*"},
		{},
	] {
		count(policy.deny) == 0 with input as unit([member(values)])
		count(policy.undetermined) == 0 with input as unit([member(values)])
	}
	count(policy.deny) == 0 with input as unit([by_document, document(["group:admins@example.gov"])])
	count(policy.deny) == 0 with input as unit([document(["user:someone@gmail.com"])])
}

test_unknown_is_undetermined if {
	every path in [["member"], ["members"], ["members", 0], ["policy_data"]] {
		subject := unit([unsure(path, "data.google_project.p")])
		count(policy.deny) == 0 with input as subject
		policy.undetermined == {{"resource": "google_project_iam_member.g", "path": path, "reason": "known after apply"}} with input as subject
	}
	every path in [["binding"], ["binding", 0, "members", 0]] {
		open := object.union(document([]), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([by_document, open])
		policy.undetermined == {{"resource": "data.google_iam_policy.d", "path": path, "reason": "known after apply"}} with input as unit([by_document, open])
	}
}

test_identities_of_programs_are_their_own if {
	every address in ["google_service_account.portal", "google_project_service_identity.agent", "data.google_storage_project_service_account.gcs"] {
		made := unit([unsure(["member"], address)])
		count(policy.deny) == 0 with input as made
		count(policy.undetermined) == 0 with input as made
	}
}
