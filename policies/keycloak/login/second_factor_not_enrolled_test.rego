package bartizan.keycloak.second_factor_not_enrolled_test

import data.bartizan.keycloak.second_factor_not_enrolled as policy

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

action(alias, enabled, default_action) := {"alias": alias, "providerId": alias, "enabled": enabled, "defaultAction": default_action}

test_violated_when_optional if {
	policy.deny == {{
		"message": `realm "citizens" asks no new user to enrol a second factor`,
		"path": ["requiredActions", 1, "defaultAction"],
		"fix": [
			{"op": "set", "path": ["requiredActions", 1, "enabled"], "value": true, "safety": "unsafe"},
			{"op": "set", "path": ["requiredActions", 1, "defaultAction"], "value": true, "safety": "unsafe"},
		],
	}} with input as realm({"requiredActions": [action("UPDATE_PASSWORD", true, true), action("CONFIGURE_TOTP", true, false)]})
}

test_violated_by_the_default if {
	{finding.path | some finding in policy.deny} == {["requiredActions"]} with input as realm({})
	count(policy.deny) == 1 with input as realm({"requiredActions": [action("CONFIGURE_TOTP", false, true)]})
}

test_satisfied if {
	every alias in ["CONFIGURE_TOTP", "webauthn-register", "webauthn-register-passwordless"] {
		count(policy.deny) == 0 with input as realm({"requiredActions": [action(alias, true, true)]})
	}
	count(policy.deny) == 0 with input as realm({"requiredActions": [action("CONFIGURE_TOTP", "true", "true")]})
}

test_parameters if {
	resource := realm({"requiredActions": [action("enrol-sms", true, true)]})
	count(policy.deny) == 1 with input as resource
	count(policy.deny) == 0 with input as object.union(resource, {"parameters": {"actions": ["enrol-sms"]}})
}

test_unknown_is_undetermined if {
	every path in [["requiredActions"], ["requiredActions", 0, "defaultAction"]] {
		resource := unknown_at({}, path)
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {path}
	}
}

test_file_without_settings_is_undetermined if {
	count(policy.deny) == 0 with input as fragment
	open_at(fragment) == {["requiredActions"]}
}
