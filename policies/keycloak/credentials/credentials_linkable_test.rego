package bartizan.keycloak.credentials_linkable_test

import data.bartizan.keycloak.credentials_linkable as policy

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
	every path in [["attributes", "oid4vci.time.claims.strategy"], ["attributes", "oid4vci.time.round.unit"], ["attributes", "oid4vci.batch_credential_issuance.batch_size"], ["attributes", "batch_credential_issuance.batch_size"]] {
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

strategy := "oid4vci.time.claims.strategy"

test_violated if {
	policy.deny == {{
		"message": `realm "citizens" issues single credentials that carry the exact time of issue`,
		"path": ["attributes", strategy],
		"fix": [{"op": "set", "path": ["attributes", strategy], "value": "randomize", "safety": "unsafe"}],
	}} with input as realm({})
	every attributes in [{strategy: "off"}, {strategy: "fuzzy"}, {strategy: "round"}, {strategy: "ROUND", "oid4vci.time.round.unit": "SECOND"}, {"oid4vci.batch_credential_issuance.batch_size": "1"}] {
		found(attributes) == {strategy}
	}
}

test_satisfied if {
	every attributes in [
		{strategy: "randomize"},
		{strategy: "Round", "oid4vci.time.round.unit": "DAY"},
		{"oid4vci.batch_credential_issuance.batch_size": "2"},
		{"batch_credential_issuance.batch_size": "10"},
	] {
		count(policy.deny) == 0 with input as realm(attributes)
	}
}
