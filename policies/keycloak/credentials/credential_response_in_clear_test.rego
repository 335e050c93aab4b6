package bartizan.keycloak.credential_response_in_clear_test

import data.bartizan.keycloak.credential_response_in_clear as policy

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
	every path in [["attributes", "oid4vci.encryption.required"], ["attributes", "oid4vci.response.encryption.required"], ["attributes", "oid4vci.request.encryption.required"]] {
		resource := object.union(realm({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		path in {entry.path | some entry in policy.undetermined} with input as resource
	}
}

test_realm_that_issues_nothing if {
	every switch in [false, "false", null] {
		resource := object.union(realm({}), {"values": {"verifiableCredentialsEnabled": switch}})
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

of(version, attributes) := object.union(realm(attributes), {"version": version})

both := {"oid4vci.response.encryption.required": "true", "oid4vci.request.encryption.required": "true"}

test_violated_before_and_after if {
	policy.deny == {{
		"message": `realm "citizens" does not require encryption of credential requests and responses`,
		"path": ["attributes", "oid4vci.encryption.required"],
		"fix": [{"op": "set", "path": ["attributes", "oid4vci.encryption.required"], "value": "true", "safety": "unsafe"}],
	}} with input as of("26.4.0", {})
	found({}) == {"oid4vci.response.encryption.required", "oid4vci.request.encryption.required"}
	count(policy.deny) == 2 with input as of("26.7.2", {"oid4vci.encryption.required": "true"})
	count(policy.deny) == 1 with input as of("26.7.2", {"oid4vci.response.encryption.required": "true"})
	count(policy.deny) == 1 with input as of("26.4.0", both)
}

test_satisfied if {
	count(policy.deny) == 0 with input as of("26.7.2", both)
	count(policy.deny) == 0 with input as of("26.4.0", {"oid4vci.encryption.required": "true"})
	count(policy.deny) == 0 with input as of(null, {"oid4vci.encryption.required": "true"})
	count(policy.deny) == 0 with input as of(null, both)
	count(policy.undetermined) == 0 with input as of(null, both)
}
