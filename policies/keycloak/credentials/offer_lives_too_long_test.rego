package bartizan.keycloak.offer_lives_too_long_test

import data.bartizan.keycloak.offer_lives_too_long as policy

realm(attributes) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": {"realm": "citizens", "verifiableCredentialsEnabled": true, "attributes": attributes},
}

found(attributes) := {finding.path[1] | some finding in policy.deny with input as realm(attributes)}

test_placeholder_switch_is_undetermined if {
	resource := object.union(realm({}), {"values": {"verifiableCredentialsEnabled": "$(env:VC)"}})
	count(policy.deny) == 0 with input as resource
	["verifiableCredentialsEnabled"] in {entry.path | some entry in policy.undetermined} with input as resource
}

test_unknown_is_undetermined if {
	every path in [["attributes", "preAuthorizedCodeLifespanS"], ["attributes", "vc.c-nonce-lifetime-seconds"]] {
		resource := object.union(realm({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		path in {entry.path | some entry in policy.undetermined} with input as resource
	}
}

test_realm_that_issues_nothing if {
	every switch in [false, "false", null] {
		resource := object.union(realm({"preAuthorizedCodeLifespanS": "3600"}), {"values": {"verifiableCredentialsEnabled": switch}})
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

test_violated if {
	policy.deny == {{
		"message": `realm "citizens" lets pre-authorised codes live 3600 seconds`,
		"path": ["attributes", "preAuthorizedCodeLifespanS"],
		"fix": [{"op": "set", "path": ["attributes", "preAuthorizedCodeLifespanS"], "value": "120", "safety": "unsafe"}],
	}} with input as realm({"preAuthorizedCodeLifespanS": "3600"})
	found({"vc.c-nonce-lifetime-seconds": 301}) == {"vc.c-nonce-lifetime-seconds"}
}

test_boundaries if {
	found({"preAuthorizedCodeLifespanS": "300", "vc.c-nonce-lifetime-seconds": "300"}) == set()
	found({"preAuthorizedCodeLifespanS": "301", "vc.c-nonce-lifetime-seconds": "301"}) == {"preAuthorizedCodeLifespanS", "vc.c-nonce-lifetime-seconds"}
}

test_satisfied_by_the_defaults if {
	count(policy.deny) == 0 with input as realm({})
	count(policy.undetermined) == 0 with input as realm({})
}

test_parameters if {
	resource := realm({"preAuthorizedCodeLifespanS": "120", "vc.c-nonce-lifetime-seconds": "60"})
	count(policy.deny) == 2 with input as object.union(resource, {"parameters": {"max_code_seconds": 119, "max_nonce_seconds": 59}})
}
