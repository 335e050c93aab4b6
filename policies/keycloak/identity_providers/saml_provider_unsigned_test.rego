package bartizan.keycloak.saml_provider_unsigned_test

import data.bartizan.keycloak.saml_provider_unsigned as policy

idp(values) := {
	"kind": "identity_provider",
	"name": "national-id",
	"address": "citizens/identity-provider/national-id",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"alias": "national-id"}, values),
}

with_unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

denied(values) := {finding.path | some finding in policy.deny with input as idp(values)}

good := {"providerId": "saml", "config": {
	"validateSignature": "true",
	"wantAssertionsSigned": "true",
	"wantAuthnRequestsSigned": "true",
}}

test_satisfied if denied(good) == set()

test_violated if {
	every flag in ["validateSignature", "wantAssertionsSigned", "wantAuthnRequestsSigned"] {
		denied(object.union(good, {"config": {flag: "false"}})) == {["config", flag]}
	}
}

test_violated_when_absent if {
	count(denied({"providerId": "saml"})) == 3
	some finding in policy.deny with input as idp({"providerId": "saml", "config": {}})
	finding.message == `identity provider "national-id" is trusted without validating the signatures of its answers`
	finding.fix == [{"op": "set", "path": ["config", "validateSignature"], "value": "true", "safety": "unsafe"}]
}

test_only_enabled_saml_providers if {
	denied({"providerId": "oidc"}) == set()
	denied({"providerId": "saml", "enabled": false}) == set()
}

test_unknown_is_undetermined if {
	path := ["config", "validateSignature"]
	config := object.remove(good.config, ["validateSignature"])
	resource := with_unknown(idp({"providerId": "saml", "config": config}), path)
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {path} with input as resource
}

test_unknown_enabled_is_undetermined if {
	resource := with_unknown(idp({"providerId": "saml"}), ["enabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["enabled"]} with input as resource
}
