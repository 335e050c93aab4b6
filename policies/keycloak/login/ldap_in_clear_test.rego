package bartizan.keycloak.ldap_in_clear_test

import data.bartizan.keycloak.ldap_in_clear as policy

component(config) := {
	"kind": "component",
	"group": "org.keycloak.storage.UserStorageProvider",
	"name": "staff",
	"address": "citizens/component/staff",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": {"name": "staff", "providerId": "ldap", "config": config},
}

plain := {"connectionUrl": ["ldap://directory.example.org"]}

with_unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	policy.deny == {{
		"message": `user federation "staff" reaches its directory over plain ldap:// without StartTLS`,
		"path": ["config", "connectionUrl", 0],
		"fix": [{"op": "set", "path": ["config", "startTls"], "value": ["true"], "safety": "unsafe"}],
	}} with input as component(plain)
}

test_violated_by_one_of_several if {
	count(policy.deny) == 1 with input as component({"connectionUrl": ["ldaps://a.example.org ldap://b.example.org"], "startTls": ["false"]})
}

test_satisfied if {
	count(policy.deny) == 0 with input as component({"connectionUrl": ["ldaps://directory.example.org"]})
	count(policy.deny) == 0 with input as component(object.union(plain, {"startTls": ["true"]}))
}

test_satisfied_when_absent if count(policy.deny) == 0 with input as component({})

test_disabled if count(policy.deny) == 0 with input as component(object.union(plain, {"enabled": ["false"]}))

test_other_providers if {
	count(policy.deny) == 0 with input as object.union(component(plain), {"values": {"providerId": "kerberos"}})
}

test_unknown_is_undetermined if {
	every path in [["config", "connectionUrl"], ["config", "startTls"], ["config", "enabled"]] {
		resource := with_unknown(component(object.remove(plain, [path[1]])), path)
		count(policy.deny) == 0 with input as resource
	}
	url := with_unknown(component({}), ["config", "connectionUrl"])
	{entry.path | some entry in policy.undetermined} == {["config", "connectionUrl"]} with input as url
	tls := with_unknown(component(plain), ["config", "startTls"])
	{entry.path | some entry in policy.undetermined} == {["config", "startTls"]} with input as tls
}

test_placeholder_is_undetermined if {
	resource := component({"connectionUrl": ["$(env:LDAP_URL)"]})
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["config", "connectionUrl", 0]} with input as resource
}
