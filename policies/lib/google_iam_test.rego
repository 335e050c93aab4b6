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
