package bartizan.keycloak.wallet_client_loosely_protected_test

import data.bartizan.keycloak.wallet_client_loosely_protected as policy

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

good := {
	"redirectUris": ["openid4vp://callback"],
	"attributes": {
		"oid4vci.enabled": "true",
		"pkce.code.challenge.method": "S256",
		"require.pushed.authorization.requests": "true",
		"dpop.bound.access.tokens": "true",
	},
}

found(values) := {finding.path | some finding in policy.deny with input as client(values)}

test_satisfied if found(good) == set()

test_violated_by_each if {
	every key in ["pkce.code.challenge.method", "require.pushed.authorization.requests", "dpop.bound.access.tokens"] {
		found(object.union(good, {"attributes": {key: "false"}})) == {["attributes", key]}
	}
	found(object.union(good, {"directAccessGrantsEnabled": true})) == {["directAccessGrantsEnabled"]}
}

test_violated_by_wildcards if {
	policy.deny == {{
		"message": `wallet client "portal" accepts the redirect URI "https://wallet.example.org/*"`,
		"path": ["redirectUris", 0],
		"key": "https://wallet.example.org/*",
		"fix": [],
	}} with input as client(object.union(good, {"redirectUris": ["https://wallet.example.org/*"]}))
}

test_violated_when_absent if {
	found({"attributes": {"oid4vci.enabled": "true"}}) == {
		["attributes", "pkce.code.challenge.method"],
		["attributes", "require.pushed.authorization.requests"],
		["attributes", "dpop.bound.access.tokens"],
	}
}

test_without_code_flow if {
	found({"standardFlowEnabled": false, "attributes": {"oid4vci.enabled": "true"}}) == {["attributes", "dpop.bound.access.tokens"]}
}

test_only_wallet_clients if {
	found({}) == set()
	found({"attributes": {"oid4vci.enabled": "false"}}) == set()
	found({"enabled": false, "attributes": {"oid4vci.enabled": "true"}}) == set()
}

test_unknown_attribute_is_undetermined if {
	path := ["attributes", "dpop.bound.access.tokens"]
	values := object.union(object.remove(good, ["attributes"]), {"attributes": object.remove(good.attributes, ["dpop.bound.access.tokens"])})
	resource := with_unknown(client(values), path)
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {path} with input as resource
}

test_unknown_wallet_is_undetermined if {
	resource := with_unknown(client({}), ["attributes", "oid4vci.enabled"])
	count(policy.deny) == 0 with input as resource
	["attributes", "oid4vci.enabled"] in {entry.path | some entry in policy.undetermined} with input as resource
}
