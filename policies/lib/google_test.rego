package bartizan.lib.google_test

import data.bartizan.lib.google

test_major_version if {
	google.major({"version": "4.84.0"}) == 4
	google.major({"version": "10.0.0-beta1"}) == 10
	every version in [null, "", "x"] {
		not google.major({"version": version})
	}
	not google.major({})
}

test_known_settings if {
	google.not_true({"values": {}}, ["a"])
	google.not_true({"values": {"a": [{"b": "false"}]}}, ["a", 0, "b"])
	not google.not_true({"values": {"a": "true"}}, ["a"])
	google.is_false({"values": {"a": "false"}}, ["a"])
	not google.is_false({"values": {}}, ["a"])
	google.not_false({"values": {}}, ["a"])
	not google.not_false({"values": {"a": false}}, ["a"])
}

test_unknown_settings_are_neither if {
	unsure := {"values": {}, "unknown": [{"path": ["a"], "reason": "later"}]}
	not google.not_true(unsure, ["a", 0, "b"])
	not google.not_false(unsure, ["a", 0, "b"])
	not google.is_false(unsure, ["a"])
	google.unknowns(unsure, [["a", 0, "b"], ["c"]]) == {["a"]: "later"}
	google.given(unsure, ["a", 0, "b"])
}

test_given if {
	google.given({"values": {"a": [{"b": "x"}]}}, ["a", 0, "b"])
	every values in [{}, {"a": ""}, {"a": []}, {"a": {}}, {"a": null}] {
		not google.given({"values": values}, ["a"])
	}
}

test_choice if {
	google.choice({"values": {"a": "tls_1_2"}}, ["a"], "TLS_1_0") == "TLS_1_2"
	google.choice({"values": {}}, ["a"], "TLS_1_0") == "TLS_1_0"
}

test_labels if {
	unit := {"resources": [{"kind": "provider.google", "values": {"default_labels": {"a": "1", "b": "2"}}}]}
	google.labels({"values": {"labels": {"b": "3"}, "effective_labels": {"c": "4"}}}, ["labels"]) == {"a": "1", "b": "3", "c": "4"} with input as unit
	google.labels({"values": {"settings": [{"user_labels": {"b": "3"}}]}}, ["settings", 0, "user_labels"]) == {"b": "3"} with input as unit
}
