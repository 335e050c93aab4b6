package bartizan.terraform.broad_role_test

import data.bartizan.terraform.broad_role as policy

grant(kind, values) := {"kind": kind, "name": "g", "address": concat(".", [kind, "g"]), "values": values, "unknown": [], "references": []}

unit(resources) := {"complete": true, "resources": resources}

document(role) := {
	"kind": "data.google_iam_policy",
	"name": "d",
	"address": "data.google_iam_policy.d",
	"values": {"binding": [{"role": role, "members": [someone]}]},
	"unknown": [],
}

by_document := object.union(grant("google_project_iam_policy", {}), {
	"unknown": [{"path": ["policy_data"], "reason": "read later"}],
	"references": [{"path": ["policy_data"], "address": "data.google_iam_policy.d"}],
})

someone := "serviceAccount:portal@citizens.iam.gserviceaccount.com"

condition(expression) := {"condition": [{"title": "t", "expression": expression}]}

test_violated if {
	every role in ["roles/owner", "roles/editor", "roles/iam.serviceAccountUser", "roles/iam.serviceAccountTokenCreator"] {
		policy.deny == {{
			"resource": "google_project_iam_member.g",
			"path": ["role"],
			"message": sprintf("%s is granted on the whole project", [role]),
			"key": role,
		}} with input as unit([grant("google_project_iam_member", {"role": role, "member": someone})])
	}
}

test_violated_in_other_spellings if {
	some finding in policy.deny with input as unit([grant("google_folder_iam_binding", {"role": "roles/editor", "members": [someone]})])
	finding.message == "roles/editor is granted on the whole folder"
	document := json.marshal({"bindings": [{"role": "roles/viewer", "members": [someone]}, {"role": "roles/owner", "members": [someone]}]})
	some other in policy.deny with input as unit([grant("google_organization_iam_policy", {"policy_data": document})])
	other.path == ["policy_data", "@json", "bindings", 1, "role"]
	other.message == "roles/owner is granted on the whole organization"
	count(policy.deny) == 1 with input as unit([grant("google_project_iam_member", object.union({"role": "roles/owner", "member": someone}, condition("true")))])
}

test_violated_in_data_source if {
	some finding in policy.deny with input as unit([by_document, document("roles/editor")])
	finding.resource == "data.google_iam_policy.d"
	finding.path == ["binding", 0, "role"]
	count(policy.undetermined) == 0 with input as unit([by_document, document("roles/editor")])
	count(policy.deny) == 0 with input as unit([by_document, document("roles/viewer")])
}

test_unknown_data_source_is_undetermined if {
	every path in [["binding"], ["binding", 0], ["binding", 0, "role"]] {
		open := object.union(object.remove(document("x"), ["values"]), {"values": {}, "unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([by_document, open])
		policy.undetermined == {{"resource": "data.google_iam_policy.d", "path": path, "reason": "known after apply"}} with input as unit([by_document, open])
	}
}

test_violated_by_member_of_the_same_apply if {
	subject := object.union(grant("google_project_iam_member", {"role": "roles/editor"}), {"unknown": [{"path": ["member"], "reason": "known after apply"}]})
	count(policy.deny) == 1 with input as unit([subject])
}

test_satisfied if {
	every values in [
		{"role": "roles/viewer", "member": someone},
		{"role": "roles/editor", "members": ["serviceAccount:123456789012@cloudservices.gserviceaccount.com"]},
		{"role": "roles/editor", "members": []},
		object.union({"role": "roles/editor", "member": someone}, condition("request.time < timestamp('2030-01-01T00:00:00Z')")),
		{"policy_data": json.marshal({"bindings": [{"role": "roles/editor", "members": [someone], "condition": {"expression": "resource.name == 'x'"}}]})},
	] {
		count(policy.deny) == 0 with input as unit([grant("google_project_iam_binding", values)])
		count(policy.undetermined) == 0 with input as unit([grant("google_project_iam_binding", values)])
	}
}

test_roles_are_a_parameter if {
	subject := object.union(unit([grant("google_project_iam_member", {"role": "roles/viewer", "member": someone})]), {"parameters": {"roles": ["roles/viewer"]}})
	count(policy.deny) == 1 with input as subject
}

test_unknown_is_undetermined if {
	every case in [
		[{"member": someone}, ["role"]],
		[{}, ["policy_data"]],
		[{"role": "roles/owner", "member": someone}, ["condition"]],
		[{"role": "roles/owner", "member": someone}, ["condition", 0, "expression"]],
	] {
		unsure := object.union(grant("google_project_iam_member", case[0]), {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([unsure])
		policy.undetermined == {{"resource": "google_project_iam_member.g", "path": case[1], "reason": "known after apply"}} with input as unit([unsure])
	}
}
