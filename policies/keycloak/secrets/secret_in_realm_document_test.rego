package bartizan.keycloak.secret_in_realm_document_test

import data.bartizan.keycloak.secret_in_realm_document as policy

resource(kind, values) := {
	"kind": kind,
	"name": "portal",
	"address": "citizens/x/portal",
	"version": null,
	"complete": true,
	"actions": [],
	"literals": [],
	"unknown": [],
	"values": values,
}

found(kind, values) := {finding.path | some finding in policy.deny with input as resource(kind, values)}

test_violated_by_a_client_secret if {
	policy.deny == {{
		"message": `client "portal": the client secret is written in the file`,
		"path": ["secret"],
		"fix": [],
	}} with input as resource("client", {"secret": "not-a-real-one"})
}

test_violated_in_clients if {
	found("client", {"attributes": {"saml.signing.private.key": "MII", "client.secret.rotated": "x"}}) == {["attributes", "saml.signing.private.key"], ["attributes", "client.secret.rotated"]}
	found("client", {"registrationAccessToken": "x"}) == {["registrationAccessToken"]}
}

test_violated_in_realms if {
	found("realm", {"smtpServer": {"password": "x"}}) == {["smtpServer", "password"]}
	found("realm", {"privateKey": "MII"}) == {["privateKey"]}
	found("realm", {"authenticatorConfig": [{"alias": "captcha", "config": {"secret.key": "x"}}]}) == {["authenticatorConfig", 0, "config", "secret.key"]}
}

test_violated_in_identity_providers if {
	some finding in policy.deny with input as resource("identity_provider", {"config": {"clientSecret": "x"}})
	finding.fix == [{"op": "set", "path": ["config", "clientSecret"], "value": "${vault.identity-provider-secret}", "safety": "unsafe"}]
}

test_violated_in_components if {
	found("component", {"config": {"bindCredential": ["x"], "privateKey": ["MII"], "secret": ["**********"]}}) == {["config", "bindCredential", 0], ["config", "privateKey", 0]}
}

test_violated_in_users if {
	found("user", {"credentials": [{"type": "password", "value": "x"}]}) == {["credentials", 0, "value"]}
	found("user", {"credentials": [{"type": "webauthn", "secretData": "{}"}, {"type": "password", "secretData": "{\"value\":\"x\"}"}]}) == {["credentials", 1, "secretData"]}
}

test_disabled_things_leak_too if found("client", {"enabled": false, "secret": "x"}) == {["secret"]}

test_satisfied if {
	every safe in ["", "**********", "${vault.portal}", "$(env:SECRET)", "$(file:UTF-8:/run/secret)", "${SECRET}", "${SECRET:}"] {
		found("client", {"secret": safe}) == set()
	}
	found("client", {}) == set()
}

test_defaults_and_rests_are_secrets if {
	every leaking in ["${SECRET:changeme}", "$(env:SECRET:-changeme)", "*****", "x${SECRET}"] {
		found("client", {"secret": leaking}) == {["secret"]}
	}
}

test_terraform_only_literals if {
	planned := object.union(resource("client", {"secret": "x"}), {"actions": ["create"]})
	count(policy.deny) == 0 with input as planned
	count(policy.deny) == 1 with input as object.union(planned, {"literals": [["secret"]]})
}

test_known_after_apply_is_not_written_here if {
	count(policy.deny) == 0 with input as object.union(resource("client", {}), {"unknown": [{"path": ["secret"], "reason": "known after apply"}]})
}
