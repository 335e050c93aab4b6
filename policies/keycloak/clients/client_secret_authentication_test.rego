package bartizan.keycloak.client_secret_authentication_test

import data.bartizan.keycloak.client_secret_authentication as policy

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
	policy.deny == {{"message": `client "portal" proves itself with a shared secret`, "path": ["clientAuthenticatorType"]}} with input as client({})
	count(policy.deny) == 1 with input as client({"publicClient": false, "clientAuthenticatorType": "client-secret"})
}

test_satisfied if {
	every type in ["client-jwt", "client-secret-jwt", "client-x509", "federated-jwt"] {
		count(policy.deny) == 0 with input as client({"clientAuthenticatorType": type})
	}
	every values in [{"publicClient": true}, {"bearerOnly": true}, {"enabled": false}, {"protocol": "saml"}, {"clientId": "broker"}] {
		count(policy.deny) == 0 with input as client(values)
	}
}

test_unknown_is_undetermined if {
	every key in ["clientAuthenticatorType", "publicClient", "enabled", "bearerOnly", "protocol"] {
		resource := unknown_at({}, [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
}
