package bartizan.keycloak.brute_force_thresholds_loose_test

import data.bartizan.keycloak.brute_force_thresholds_loose as policy

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

test_violated_by_the_default if {
	policy.deny == {{
		"message": `realm "citizens" locks an account only after 30 failed logins`,
		"path": ["failureFactor"],
		"fix": [{"op": "set", "path": ["failureFactor"], "value": 5, "safety": "unsafe"}],
	}} with input as realm({"bruteForceProtected": true})
}

test_violated_by_a_short_wait if {
	resource := realm({"bruteForceProtected": true, "failureFactor": 5, "maxFailureWaitSeconds": 299})
	some finding in policy.deny with input as resource
	finding.path == ["maxFailureWaitSeconds"]
	finding.message == `realm "citizens" locks an account for 299 seconds at most`
	count(policy.deny) == 0 with input as object.union(resource, {"values": {"permanentLockout": true}})
}

test_satisfied_at_the_limits if {
	count(policy.deny) == 0 with input as realm({"bruteForceProtected": true, "failureFactor": "10", "maxFailureWaitSeconds": 300})
	count(policy.deny) == 1 with input as realm({"bruteForceProtected": true, "failureFactor": "11"})
}

test_satisfied_without_detection if {
	count(policy.deny) == 0 with input as realm({"failureFactor": 100})
	count(policy.undetermined) == 0 with input as realm({"failureFactor": 100})
}

test_parameters if {
	count(policy.deny) == 0 with input as object.union(realm({"bruteForceProtected": true}), {"parameters": {"max_failures": 30}})
	count(policy.deny) == 1 with input as object.union(realm({"bruteForceProtected": true, "failureFactor": 5}), {"parameters": {"min_wait_seconds": 901}})
}

test_unknown_is_undetermined if {
	every key in ["bruteForceProtected", "failureFactor"] {
		resource := unknown_at(object.remove({"bruteForceProtected": true, "failureFactor": 100}, [key]), [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
	every key in ["maxFailureWaitSeconds", "permanentLockout"] {
		resource := unknown_at(object.remove({"bruteForceProtected": true, "failureFactor": 5, "maxFailureWaitSeconds": 10}, [key]), [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
}

test_fixed if {
	resource := realm({"bruteForceProtected": true, "failureFactor": 5, "maxFailureWaitSeconds": 900})
	count(policy.deny) == 0 with input as resource
}
