package bartizan.keycloak.credential_lives_too_long_test

import data.bartizan.keycloak.credential_lives_too_long as policy

scope(values) := {
	"kind": "client_scope",
	"name": "residence",
	"address": "citizens/client-scope/residence",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"name": "residence", "protocol": "oid4vc"}, values),
}

attributed(attributes) := scope({"attributes": attributes})

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

expiring(version, seconds) := object.union(attributed({"vc.expiry_in_seconds": seconds}), {"version": version})

refreshed(seconds) := attributed({"vc.expiry_in_seconds": "31536000", "vc.refresh_interval_in_seconds": seconds})

status := {"protocolMappers": [{"protocolMapper": "oid4vc-status-list-claim-mapper", "config": {}}]}

test_violated if {
	policy.deny == {{
		"message": `credential "residence" lives 365 days and cannot be revoked`,
		"path": ["attributes", "vc.expiry_in_seconds"],
		"fix": [{"op": "set", "path": ["attributes", "vc.expiry_in_seconds"], "value": "2592000", "safety": "unsafe"}],
	}} with input as expiring("26.4.0", "31536000")
}

test_violated_by_the_default if {
	count(policy.deny) == 1 with input as object.union(scope({}), {"version": "26.6.2"})
}

test_violated_by_the_interval_of_later_versions if {
	every version in [null, "26.7.0", "27.0"] {
		resource := object.union(refreshed("2592001"), {"version": version})
		{finding.path | some finding in policy.deny} == {["attributes", "vc.refresh_interval_in_seconds"]} with input as resource
	}
}

test_boundaries if {
	count(policy.deny) == 0 with input as expiring("26.4.0", "2592000")
	count(policy.deny) == 1 with input as expiring("26.4.0", "2592001")
	count(policy.deny) == 0 with input as object.union(expiring("26.4.0", "31536000"), {"values": status})
	some finding in policy.deny with input as object.union(expiring("26.4.0", "31536001"), {"values": status})
	finding.message == `credential "residence" lives 365 days`
}

test_satisfied if {
	count(policy.deny) == 0 with input as refreshed("2592000")
	count(policy.deny) == 0 with input as expiring("26.7.0", "31536000")
	count(policy.undetermined) == 0 with input as expiring("26.7.0", "31536000")
	count(policy.undetermined) == 0 with input as attributed({"vc.expiry_in_seconds": "2592000"})
}

test_unknown_version_is_undetermined if {
	count(policy.deny) == 0 with input as attributed({"vc.expiry_in_seconds": "31536000"})
	{entry.path | some entry in policy.undetermined} == {["attributes", "vc.expiry_in_seconds"]} with input as attributed({"vc.expiry_in_seconds": "31536000"})
}

test_unknown_is_undetermined if {
	every path in [["protocol"], ["protocolMappers"], ["attributes", "vc.expiry_in_seconds"], ["attributes", "vc.refresh_interval_in_seconds"]] {
		resource := unknown_at(expiring("26.4.0", "31536000"), path)
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
}

test_parameters if {
	count(policy.deny) == 0 with input as object.union(expiring("26.4.0", "31536000"), {"parameters": {"max_seconds_without_status": 31536000}})
	count(policy.deny) == 1 with input as object.union(object.union(expiring("26.4.0", "31536000"), {"values": status}), {"parameters": {"max_seconds": 31535999}})
}

test_only_credentials if count(policy.deny) == 0 with input as object.union(scope({"protocol": "openid-connect"}), {"version": "26.4.0"})
