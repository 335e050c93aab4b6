package bartizan.keycloak.access_token_lifespan_too_long_test

import data.bartizan.keycloak.access_token_lifespan_too_long as policy

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

test_violated_when_long if {
	policy.deny == {{
		"message": `access tokens of realm "citizens" live 601 seconds`,
		"path": ["accessTokenLifespan"],
		"fix": [{"op": "set", "path": ["accessTokenLifespan"], "value": 300, "safety": "unsafe"}],
	}} with input as realm({"accessTokenLifespan": 601})
}

test_violated_when_unlimited if {
	some finding in policy.deny with input as realm({"accessTokenLifespan": 0})
	finding.message == `access tokens of realm "citizens" never expire`
}

test_satisfied_by_the_default if count(policy.deny) == 0 with input as realm({})

test_satisfied if count(policy.deny) == 0 with input as realm({"accessTokenLifespan": "600"})

test_limit_is_a_parameter if {
	resource := object.union(realm({"accessTokenLifespan": 601}), {"parameters": {"max_seconds": 900}})
	count(policy.deny) == 0 with input as resource
}

test_unknown_is_undetermined if {
	resource := object.union(realm({}), {"unknown": [{"path": ["accessTokenLifespan"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["accessTokenLifespan"], "reason": "known after apply"}} with input as resource
}

test_placeholder_is_undetermined if {
	resource := realm({"accessTokenLifespan": "$(env:SETTING)"})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["accessTokenLifespan"], "reason": "placeholder filled at import"}} with input as resource
}
