package bartizan.keycloak.oidc_provider_unsigned_test

import data.bartizan.keycloak.oidc_provider_unsigned as policy

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

good := {"providerId": "oidc", "config": {"validateSignature": "true", "pkceEnabled": "true", "pkceMethod": "S256"}}

changed(key, written) := object.union(good, {"config": {key: written}})

absent(key) := object.union(object.remove(good, ["config"]), {"config": object.remove(good.config, [key])})

test_satisfied if denied(good) == set()

test_violated_without_signature if {
	some finding in policy.deny with input as idp(changed("validateSignature", "false"))
	finding == {
		"message": `identity provider "national-id" is trusted without checking the signature of its tokens`,
		"path": ["config", "validateSignature"],
		"fix": [{"op": "set", "path": ["config", "validateSignature"], "value": "true", "safety": "unsafe"}],
	}
}

test_violated_when_absent if {
	denied(absent("validateSignature")) == {["config", "validateSignature"]}
	denied(absent("pkceEnabled")) == {["config", "pkceEnabled"]}
	denied(absent("pkceMethod")) == {["config", "pkceMethod"]}
}

test_fix_switches_pkce_on_with_its_method if {
	some finding in policy.deny with input as idp(absent("pkceEnabled"))
	{step.path: step.value | some step in finding.fix} == {["config", "pkceEnabled"]: "true", ["config", "pkceMethod"]: "S256"}
}

test_violated_by_plain if denied(changed("pkceMethod", "plain")) == {["config", "pkceMethod"]}

test_violated_without_config if {
	denied({"providerId": "keycloak-oidc"}) == {["config", "validateSignature"], ["config", "pkceEnabled"]}
}

test_only_enabled_openid_providers if {
	denied({"providerId": "google"}) == set()
	denied({"providerId": "oidc", "enabled": false}) == set()
}

test_unknown_is_undetermined if {
	every path in [["config", "validateSignature"], ["config", "pkceMethod"]] {
		resource := with_unknown(idp(absent(path[1])), path)
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
}

test_unknown_provider_is_undetermined if {
	resource := with_unknown(idp({}), ["providerId"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["providerId"]} with input as resource
}

test_placeholder_is_undetermined if {
	resource := idp(changed("validateSignature", "$(env:VALIDATE)"))
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["config", "validateSignature"]} with input as resource
}
