package bartizan.keycloak.saml_client_unsigned_test

import data.bartizan.keycloak.saml_client_unsigned as policy

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

denied(resource) := {finding.path[1] | some finding in policy.deny with input as resource}

good := {"protocol": "saml", "attributes": {
	"saml.assertion.signature": "true",
	"saml.client.signature": "true",
	"saml.encrypt": "true",
	"saml.onetimeuse.condition": "true",
	"saml.signature.algorithm": "RSA_SHA256",
}}

test_satisfied if denied(client(good)) == set()

test_violated if {
	every key in ["saml.assertion.signature", "saml.client.signature", "saml.encrypt", "saml.onetimeuse.condition"] {
		denied(client(object.union(good, {"attributes": {key: "false"}}))) == {key}
	}
}

test_violated_by_sha1 if {
	some finding in policy.deny with input as client(object.union(good, {"attributes": {"saml.signature.algorithm": "RSA_SHA1"}}))
	finding == {
		"message": `SAML client "portal" is sent signatures by RSA_SHA1`,
		"path": ["attributes", "saml.signature.algorithm"],
		"fix": [{"op": "set", "path": ["attributes", "saml.signature.algorithm"], "value": "RSA_SHA256", "safety": "unsafe"}],
	}
}

test_violated_when_absent if {
	denied(client({"protocol": "saml"})) == {"saml.assertion.signature", "saml.client.signature", "saml.encrypt", "saml.onetimeuse.condition"}
}

test_client_signature_is_the_default_over_the_api if {
	every origin in [{"complete": false}, {"actions": ["create"]}] {
		resource := object.union(client({"protocol": "saml"}), origin)
		denied(resource) == {"saml.assertion.signature", "saml.encrypt", "saml.onetimeuse.condition"}
	}
}

test_only_enabled_saml_clients if {
	denied(client({})) == set()
	denied(client({"protocol": "saml", "enabled": false})) == set()
}

test_unknown_attribute_is_undetermined if {
	every key in ["saml.assertion.signature", "saml.signature.algorithm"] {
		values := object.union(object.remove(good, ["attributes"]), {"attributes": object.remove(good.attributes, [key])})
		resource := with_unknown(client(values), ["attributes", key])
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {["attributes", key]} with input as resource
	}
}

test_unknown_protocol_is_undetermined if {
	resource := with_unknown(client({}), ["protocol"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as resource
}
