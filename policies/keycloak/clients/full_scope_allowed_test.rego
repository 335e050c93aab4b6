package bartizan.keycloak.full_scope_allowed_test

import data.bartizan.keycloak.full_scope_allowed as policy

client(values) := {
	"kind": "client",
	"name": "portal",
	"address": "citizens/client/portal",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"clientId": "portal"}, values),
}

unknown_at(values, path) := object.union(client(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

test_violated_by_the_default if {
	policy.deny == {{
		"message": `tokens of client "portal" carry every role of their users`,
		"path": ["fullScopeAllowed"],
		"fix": [{"op": "set", "path": ["fullScopeAllowed"], "value": false, "safety": "unsafe"}],
	}} with input as client({})
	count(policy.deny) == 1 with input as client({"fullScopeAllowed": true, "consentRequired": true})
	count(policy.deny) == 1 with input as client({"fullScopeAllowed": "true", "protocol": "saml"})
}

test_satisfied if {
	count(policy.deny) == 0 with input as client({"fullScopeAllowed": false})
	count(policy.deny) == 0 with input as client({"consentRequired": true})
	count(policy.deny) == 0 with input as client({"bearerOnly": true})
	count(policy.deny) == 0 with input as client({"enabled": false})
	count(policy.deny) == 0 with input as client({"clientId": "security-admin-console", "fullScopeAllowed": true})
}

without_flows := {"standardFlowEnabled": false, "implicitFlowEnabled": false, "directAccessGrantsEnabled": false, "serviceAccountsEnabled": true}

test_satisfied_without_users if {
	count(policy.deny) == 0 with input as client(without_flows)
	count(policy.undetermined) == 0 with input as client(without_flows)
}

test_violated_by_each_way_to_users if {
	every key in ["standardFlowEnabled", "implicitFlowEnabled", "directAccessGrantsEnabled"] {
		count(policy.deny) == 1 with input as client(object.union(without_flows, {key: true}))
	}
	every key in ["oauth2.device.authorization.grant.enabled", "oidc.ciba.grant.enabled", "standard.token.exchange.enabled"] {
		count(policy.deny) == 1 with input as client(object.union(without_flows, {"attributes": {key: "true"}}))
	}
	count(policy.deny) == 1 with input as client(object.union(without_flows, {"protocol": "saml"}))
}

test_an_unknown_way_is_undetermined if {
	resource := unknown_at(object.remove(without_flows, ["standardFlowEnabled"]), ["standardFlowEnabled"])
	count(policy.deny) == 0 with input as resource
	open_at(resource) == {["standardFlowEnabled"]}
	count(policy.deny) == 1 with input as object.union(resource, {"values": {"directAccessGrantsEnabled": true}})
}

test_unknown_is_undetermined if {
	every key in ["fullScopeAllowed", "consentRequired", "enabled", "bearerOnly", "protocol"] {
		resource := unknown_at({}, [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
	count(policy.undetermined) == 0 with input as unknown_at({"fullScopeAllowed": true}, ["consentRequired"])
}
