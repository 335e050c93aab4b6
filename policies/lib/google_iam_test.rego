package bartizan.lib.google_iam_test

import data.bartizan.lib.google_iam

test_members if {
	google_iam.grants({"values": {"role": "r", "member": "m"}}) == {{"role": "r", "who": "m", "path": ["member"], "role_path": ["role"], "narrowed": false}}
	found := google_iam.grants({"values": {"role": "r", "members": ["m", "n"], "condition": [{"expression": "x == 1"}]}})
	{[grant.who, grant.path, grant.narrowed] | some grant in found} == {["m", ["members", 0], true], ["n", ["members", 1], true]}
}

test_document if {
	document := json.marshal({"bindings": [{"role": "r", "members": ["m"], "condition": {"expression": "true"}}]})
	place := ["policy_data", "@json", "bindings", 0]
	google_iam.grants({"values": {"policy_data": document}}) == {{
		"role": "r",
		"who": "m",
		"path": array.concat(place, ["members", 0]),
		"role_path": array.concat(place, ["role"]),
		"narrowed": false,
	}}
}

test_nothing_readable_is_no_grant if {
	every values in [{}, {"policy_data": "not JSON"}, {"policy_data": null}, {"members": [null]}, {"condition": []}] {
		count(google_iam.grants({"values": values})) == 0
	}
}

test_unknowns if {
	google_iam.unknowns({"unknown": [
		{"path": ["members", 1], "reason": "later"},
		{"path": ["condition"], "reason": "later"},
		{"path": ["condition", 0, "title"], "reason": "later"},
		{"path": ["etag"], "reason": "later"},
	]}) == {["members", 1]: "later", ["condition"]: "later"}
}

member(address) := {"references": [{"path": ["member"], "address": address}]}

test_whom_references_mean if {
	google_iam.single(member("data.google_project.p"), ["member"])
	not google_iam.program(member("data.google_project.p"), ["member"])
	google_iam.program(member("module.a.google_service_account.s[0]"), ["member"])
	google_iam.shared(member("data.google_compute_default_service_account.d"), ["member"])
	not google_iam.program(member("data.google_compute_default_service_account.d"), ["member"])
	not google_iam.single(member("data.google_iam_policy.d"), ["member"])
	not google_iam.single(member("google_service_account.s"), ["role"])
}

test_document_of_a_data_source if {
	subject := {
		"kind": "google_project_iam_policy",
		"address": "google_project_iam_policy.p",
		"values": {},
		"unknown": [{"path": ["policy_data"], "reason": "later"}],
		"references": [{"path": ["policy_data"], "address": "data.google_iam_policy.d"}],
	}
	document := {
		"kind": "data.google_iam_policy",
		"address": "data.google_iam_policy.d",
		"values": {"binding": [{"role": "r", "members": ["m"]}]},
	}
	unit := {"resources": [subject, document]}
	google_iam.standing(subject) == {{
		"resource": "data.google_iam_policy.d",
		"role": "r",
		"who": "m",
		"path": ["binding", 0, "members", 0],
		"role_path": ["binding", 0, "role"],
		"narrowed": false,
	}} with input as unit
	google_iam.open(subject) == set() with input as unit
	google_iam.of(["google_project"]) == {subject} with input as unit
}
