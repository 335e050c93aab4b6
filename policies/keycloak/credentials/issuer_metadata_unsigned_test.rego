package bartizan.keycloak.issuer_metadata_unsigned_test

import data.bartizan.keycloak.issuer_metadata_unsigned as policy

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
	every path in [["attributes", "oid4vci.signed_metadata.enabled"], ["attributes", "oid4vci.signed_metadata.alg"]] {
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

test_violated if {
	policy.deny == {{
		"message": `realm "citizens" does not sign the metadata of its issuer`,
		"path": ["attributes", "oid4vci.signed_metadata.enabled"],
		"fix": [{"op": "set", "path": ["attributes", "oid4vci.signed_metadata.enabled"], "value": "true", "safety": "unsafe"}],
	}} with input as of("26.4.0", {})
	found({"oid4vci.signed_metadata.enabled": "false"}) == {"oid4vci.signed_metadata.enabled"}
}

test_violated_by_the_algorithm if {
	every alg in ["HS256", "none", "RS1"] {
		found({"oid4vci.signed_metadata.enabled": "true", "oid4vci.signed_metadata.alg": alg}) == {"oid4vci.signed_metadata.alg"}
	}
}

test_satisfied if {
	every alg in ["ES256", "RS256", "PS512", "EdDSA"] {
		count(policy.deny) == 0 with input as realm({"oid4vci.signed_metadata.enabled": "true", "oid4vci.signed_metadata.alg": alg})
	}
	count(policy.deny) == 0 with input as of("26.7.0", {})
	count(policy.undetermined) == 0 with input as of("26.7.0", {})
	count(policy.deny) == 0 with input as of("26.6.0", {"oid4vci.signed_metadata.enabled": "false"})
}

test_unknown_version_is_undetermined if {
	count(policy.deny) == 0 with input as realm({})
	count(policy.undetermined) == 1 with input as realm({})
}
