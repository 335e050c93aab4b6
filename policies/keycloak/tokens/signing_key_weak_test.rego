package bartizan.keycloak.signing_key_weak_test

import data.bartizan.keycloak.signing_key_weak as policy

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

provider(id, config) := {
	"kind": "component",
	"name": "rsa",
	"address": "citizens/component/rsa",
	"group": "org.keycloak.keys.KeyProvider",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": {"name": "rsa", "providerId": id, "config": config},
}

test_violated_by_a_shared_key if {
	policy.deny == {{
		"message": `realm "citizens" signs tokens with HS256, whose key every checker of a token must share`,
		"path": ["defaultSignatureAlgorithm"],
	}} with input as realm({"defaultSignatureAlgorithm": "HS256"})
}

test_violated_by_a_short_key if {
	policy.deny == {{
		"message": `key provider "rsa" makes RSA keys of 1024 bits`,
		"path": ["config", "keySize"],
	}} with input as provider("rsa-generated", {"keySize": ["1024"]})
	count(policy.deny) == 1 with input as provider("rsa-enc-generated", {"keySize": "2047"})
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({})
	count(policy.deny) == 0 with input as realm({"defaultSignatureAlgorithm": "ES256"})
	count(policy.deny) == 0 with input as provider("rsa-generated", {})
	count(policy.deny) == 0 with input as provider("rsa-generated", {"keySize": ["2048"]})
	count(policy.deny) == 0 with input as provider("aes-generated", {"keySize": ["16"]})
}

test_parameters if {
	count(policy.deny) == 1 with input as object.union(provider("rsa-generated", {"keySize": ["2048"]}), {"parameters": {"min_bits": 3072}})
}

test_unknown_is_undetermined if {
	resource := unknown_at({}, ["defaultSignatureAlgorithm"])
	count(policy.deny) == 0 with input as resource
	open_at(resource) == {["defaultSignatureAlgorithm"]}
	key := object.union(provider("rsa-generated", {}), {"unknown": [{"path": ["config", "keySize"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as key
	open_at(key) == {["config", "keySize"]}
	kind := object.union(provider("rsa-generated", {"keySize": "1024"}), {"unknown": [{"path": ["providerId"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as kind
	open_at(kind) == {["providerId"]}
}
