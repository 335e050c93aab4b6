package bartizan.keycloak.redirect_uri_insecure_test

import data.bartizan.keycloak.redirect_uri_insecure as policy

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

test_violated_by_plain_http if {
	policy.deny == {{
		"message": `client "portal" receives its answers over plain HTTP at "http://portal.example.org/cb"`,
		"path": ["redirectUris", 0],
		"key": "http://portal.example.org/cb",
		"fix": [{"op": "set", "path": ["redirectUris", 0], "value": "https://portal.example.org/cb", "safety": "unsafe"}],
	}} with input as client({"redirectUris": ["http://portal.example.org/cb"]})
}

test_violated_through_the_root if {
	some finding in policy.deny with input as client({"redirectUris": ["/cb"], "rootUrl": "http://portal.example.org"})
	finding.path == ["rootUrl"]
	finding.message == `client "portal" receives its answers over plain HTTP below "http://portal.example.org"`
	count(policy.deny) == 0 with input as client({"redirectUris": ["https://portal.example.org/cb"], "rootUrl": "http://portal.example.org"})
}

test_violated_by_a_private_scheme if {
	some finding in policy.deny with input as client({"redirectUris": ["myapp://cb"]})
	finding.message == `client "portal" receives its answers at "myapp://cb", which other apps may claim, and does not enforce PKCE`
	count(policy.deny) == 0 with input as client({"redirectUris": ["myapp://cb"], "attributes": {"pkce.code.challenge.method": "S256"}})
}

test_satisfied if {
	every uri in ["https://portal.example.org/cb", "http://localhost:3000/cb", "http://127.0.0.1/*", "http://[::1]/cb", "/cb", "+", "http://*", "*"] {
		denied(uri) == set()
	}
	count(policy.deny) == 0 with input as client({"redirectUris": ["/cb"], "rootUrl": "${authBaseUrl}"})
	count(policy.deny) == 0 with input as client({})
	count(policy.deny) == 0 with input as client({"redirectUris": ["http://portal.example.org/cb"], "enabled": false})
}

test_parameters if {
	resource := client({"redirectUris": ["openid4vp://callback"]})
	count(policy.deny) == 1 with input as resource
	count(policy.deny) == 0 with input as object.union(resource, {"parameters": {"allowed_schemes": ["openid4vp"]}})
}

test_fixed if count(policy.deny) == 0 with input as client({"redirectUris": ["https://portal.example.org/cb"]})

test_unknown_is_undetermined if {
	list := unknown_at({}, ["redirectUris"])
	count(policy.deny) == 0 with input as list
	open_at(list) == {["redirectUris"]}
	every uri in ["$(env:URI)", "${URL}/cb", "http://${HOST}/cb"] {
		denied(uri) == set()
		open_at(client({"redirectUris": [uri]})) == {["redirectUris", 0]}
	}
	root := unknown_at({"redirectUris": ["/cb"]}, ["rootUrl"])
	count(policy.deny) == 0 with input as root
	open_at(root) == {["rootUrl"]}
	every path in [["enabled"], ["bearerOnly"], ["standardFlowEnabled"]] {
		resource := unknown_at({"redirectUris": ["http://portal.example.org/cb"]}, path)
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {path}
	}
	proof := unknown_at({"redirectUris": ["myapp://cb"]}, ["attributes", "pkce.code.challenge.method"])
	count(policy.deny) == 0 with input as proof
	open_at(proof) == {["attributes", "pkce.code.challenge.method"]}
}
