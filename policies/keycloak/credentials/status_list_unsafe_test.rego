package bartizan.keycloak.status_list_unsafe_test

import data.bartizan.keycloak.status_list_unsafe as policy

realm(attributes) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": {"realm": "citizens", "attributes": attributes},
}

good := {"status-list-enabled": "true", "status-list-server-url": "https://status.example.org", "status-list-mandatory": "true"}

found(attributes) := {finding.path[1] | some finding in policy.deny with input as realm(attributes)}

test_violated_by_each if {
	found(object.union(good, {"status-list-server-url": "http://status.example.org"})) == {"status-list-server-url"}
	found(object.union(good, {"status-list-mandatory": "false"})) == {"status-list-mandatory"}
	found(object.remove(good, ["status-list-mandatory"])) == {"status-list-mandatory"}
	found(object.union(good, {"status-list-tls-trust-all": "true"})) == {"status-list-tls-trust-all"}
}

test_violated_message if {
	policy.deny == {{
		"message": `realm "citizens" sends the status of credentials in clear to "http://status:8081"`,
		"path": ["attributes", "status-list-server-url"],
	}} with input as realm(object.union(good, {"status-list-server-url": "http://status:8081"}))
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm(good)
	count(policy.undetermined) == 0 with input as realm(good)
}

test_without_the_plugin if {
	found({}) == set()
	found({"status-list-enabled": "false", "status-list-server-url": "http://status"}) == set()
}

test_unknown_is_undetermined if {
	every name in ["status-list-enabled", "status-list-server-url", "status-list-mandatory", "status-list-tls-trust-all"] {
		resource := object.union(realm(object.remove(good, [name])), {"unknown": [{"path": ["attributes", name], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {["attributes", name]} with input as resource
	}
}

test_placeholder_is_undetermined if {
	resource := realm(object.union(good, {"status-list-server-url": "$(env:STATUS_URL)"}))
	count(policy.deny) == 0 with input as resource
	count(policy.undetermined) == 1 with input as resource
}
