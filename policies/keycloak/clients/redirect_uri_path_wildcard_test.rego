package bartizan.keycloak.redirect_uri_path_wildcard_test

import data.bartizan.keycloak.redirect_uri_path_wildcard as policy

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

denied(uri) := {finding.path | some finding in policy.deny with input as client({"redirectUris": [uri]})}

test_violated if {
	policy.deny == {{
		"message": `client "portal" accepts every page below its redirect URI "https://portal.example.org/app/*"`,
		"path": ["redirectUris", 1],
		"key": "https://portal.example.org/app/*",
	}} with input as client({"redirectUris": ["https://portal.example.org/", "https://portal.example.org/app/*"]})
	every uri in ["/*", "https://portal.example.org/*", "https://${HOST}/*", "$(env:URL)/*", "https://x.example.org/cb*"] {
		denied(uri) == {["redirectUris", 0]}
	}
}

test_satisfied if {
	every uri in ["https://portal.example.org/cb", "*", "https://portal*", "http://localhost:3000/*", "org.example.app:/*", "https://x.example.org/cb?a=*", "+"] {
		denied(uri) == set()
	}
	count(policy.deny) == 0 with input as client({})
}

test_only_clients_that_redirect if {
	values := {"redirectUris": ["/*"]}
	count(policy.deny) == 0 with input as client(object.union(values, {"enabled": false}))
	count(policy.deny) == 0 with input as client(object.union(values, {"standardFlowEnabled": false}))
	count(policy.deny) == 1 with input as client(object.union(values, {"protocol": "saml", "standardFlowEnabled": false}))
	count(policy.deny) == 0 with input as client({"clientId": "account", "redirectUris": ["/realms/citizens/account/*"]})
}

test_unknown_is_undetermined if {
	list := unknown_at({}, ["redirectUris"])
	count(policy.deny) == 0 with input as list
	open_at(list) == {["redirectUris"]}
	open_at(client({"redirectUris": ["$(env:URI)"]})) == {["redirectUris", 0]}
	every key in ["enabled", "bearerOnly", "protocol", "standardFlowEnabled"] {
		resource := unknown_at({"redirectUris": ["/*"]}, [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
}
