package bartizan.keycloak.redirect_uri_wildcard_test

import data.bartizan.keycloak.redirect_uri_wildcard as policy

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

with_unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

denied(uri) := {finding.path | some finding in policy.deny with input as client({"redirectUris": ["https://portal.example.org/", uri]})}

test_violated_by_wildcards if {
	every uri in ["*", "https://*", "http://*", "myapp://*", "https://portal.example.org*", "https://portal.example.org:*", "https:*", "portal*"] {
		denied(uri) == {["redirectUris", 1]}
	}
}

test_satisfied_by_others if {
	every uri in ["https://portal.example.org/*", "/realms/citizens/account/*", "https://*.example.org/callback", "org.example.app:/*", "+"] {
		denied(uri) == set()
	}
}

test_names_client_and_uri if {
	policy.deny == {{
		"message": `client "portal" accepts the redirect URI "*", which matches sites of anybody`,
		"path": ["redirectUris", 0],
		"key": "*",
	}} with input as client({"redirectUris": ["*"]})
}

test_absent_is_no_redirect if count(policy.deny) == 0 with input as client({})

test_only_clients_that_redirect if {
	count(policy.deny) == 0 with input as client({"redirectUris": ["*"], "enabled": false})
	count(policy.deny) == 0 with input as client({"redirectUris": ["*"], "bearerOnly": true})
	count(policy.deny) == 0 with input as client({"redirectUris": ["*"], "standardFlowEnabled": false})
	count(policy.deny) == 1 with input as client({"redirectUris": ["*"], "standardFlowEnabled": false, "implicitFlowEnabled": true})
	count(policy.deny) == 1 with input as client({"redirectUris": ["*"], "standardFlowEnabled": false, "protocol": "saml"})
}

test_built_in_client_that_was_changed if {
	count(policy.deny) == 1 with input as client({"clientId": "security-admin-console", "redirectUris": ["*"]})
}

test_placeholder if {
	policy.undetermined == {{"path": ["redirectUris", 0], "reason": "placeholder filled at import"}} with input as client({"redirectUris": ["$(env:PORTAL)"]})
	count(policy.undetermined) == 0 with input as client({"redirectUris": ["https://${HOST}/*"]})
	count(policy.deny) == 0 with input as client({"redirectUris": ["https://${HOST}*"]})
}

test_unknown_redirecturis_is_undetermined if {
	resource := with_unknown(client(object.remove({"redirectUris": ["*"]}, ["redirectUris"])), ["redirectUris"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["redirectUris"]} with input as resource
}

test_unknown_enabled_is_undetermined if {
	resource := with_unknown(client(object.remove({"redirectUris": ["*"]}, ["enabled"])), ["enabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["enabled"]} with input as resource
}

test_unknown_beareronly_is_undetermined if {
	resource := with_unknown(client(object.remove({"redirectUris": ["*"]}, ["bearerOnly"])), ["bearerOnly"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["bearerOnly"]} with input as resource
}

test_unknown_protocol_is_undetermined if {
	resource := with_unknown(client(object.remove({"redirectUris": ["*"]}, ["protocol"])), ["protocol"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as resource
}

test_unknown_flow_is_undetermined if {
	resource := with_unknown(client({"redirectUris": ["*"]}), ["standardFlowEnabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["standardFlowEnabled"]} with input as resource
}
