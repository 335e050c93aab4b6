package bartizan.keycloak.realm_accepts_plain_http_test

import data.bartizan.keycloak.realm_accepts_plain_http as policy

realm(values) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"realm": "citizens", "enabled": true}, values),
}

test_violated_when_none if {
	policy.deny == {{
		"message": `realm "citizens" accepts plain HTTP: sslRequired is "none"`,
		"path": ["sslRequired"],
		"fix": [{"op": "set", "path": ["sslRequired"], "value": "external", "safety": "unsafe"}],
	}} with input as realm({"sslRequired": "NONE"})
}

test_satisfied_by_the_default if count(policy.deny) == 0 with input as realm({})

test_satisfied_when_external if count(policy.deny) == 0 with input as realm({"sslRequired": "external"})

test_external_is_too_weak_when_all_is_required if {
	resource := object.union(realm({}), {"parameters": {"required": "all"}})
	count(policy.deny) == 1 with input as resource
}

test_unknown_is_undetermined if {
	resource := object.union(realm({}), {"unknown": [{"path": ["sslRequired"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["sslRequired"], "reason": "known after apply"}} with input as resource
}

test_placeholder_is_undetermined if {
	resource := realm({"sslRequired": "$(env:SETTING)"})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["sslRequired"], "reason": "placeholder filled at import"}} with input as resource
}
