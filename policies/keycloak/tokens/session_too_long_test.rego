package bartizan.keycloak.session_too_long_test

import data.bartizan.keycloak.session_too_long as policy

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

unknown_at(values, path) := object.union(realm(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

fragment := object.union(realm({"clients": []}), {"complete": false})

test_violated_by_long_sessions if {
	policy.deny == {{
		"message": `sessions of realm "citizens" may be idle for 3601 seconds`,
		"path": ["ssoSessionIdleTimeout"],
		"fix": [{"op": "set", "path": ["ssoSessionIdleTimeout"], "value": 1800, "safety": "unsafe"}],
	}} with input as realm({"ssoSessionIdleTimeout": 3601})
	{finding.message | some finding in policy.deny} == {`sessions of realm "citizens" last 43201 seconds`} with input as realm({"ssoSessionMaxLifespan": 43201})
}

test_violated_by_remembered_sessions if {
	values := {"ssoSessionMaxLifespanRememberMe": 604801}
	{finding.message | some finding in policy.deny} == {`sessions of realm "citizens" last, where remembered, 604801 seconds`} with input as realm(object.union(values, {"rememberMe": true}))
	count(policy.deny) == 0 with input as realm(values)
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({})
	count(policy.deny) == 0 with input as realm({"ssoSessionIdleTimeout": "3600", "ssoSessionMaxLifespan": 43200, "ssoSessionMaxLifespanRememberMe": 604800, "rememberMe": true})
}

test_parameters if {
	count(policy.deny) == 1 with input as object.union(realm({"ssoSessionIdleTimeout": 1800}), {"parameters": {"max_idle_seconds": 900}})
	count(policy.deny) == 1 with input as object.union(realm({"ssoSessionMaxLifespan": 36000}), {"parameters": {"max_seconds": 900}})
	count(policy.deny) == 1 with input as object.union(realm({"ssoSessionMaxLifespanRememberMe": 36000, "rememberMe": true}), {"parameters": {"max_remembered_seconds": 900}})
}

test_unknown_is_undetermined if {
	every key in ["ssoSessionIdleTimeout", "ssoSessionMaxLifespan", "ssoSessionMaxLifespanRememberMe"] {
		resource := unknown_at({"rememberMe": true}, [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
	resource := unknown_at({"ssoSessionMaxLifespanRememberMe": 999999}, ["rememberMe"])
	count(policy.deny) == 0 with input as resource
	open_at(resource) == {["rememberMe"]}
}
