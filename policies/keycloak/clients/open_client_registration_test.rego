package bartizan.keycloak.open_client_registration_test

import data.bartizan.keycloak.open_client_registration as policy

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

type := "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"

with_policies(policies) := realm({"components": {type: policies}})

anonymous(provider, config) := {"name": provider, "providerId": provider, "subType": "anonymous", "config": config}

hosts(first, second) := anonymous("trusted-hosts", {
	"host-sending-registration-request-must-match": [first],
	"client-uris-must-match": [second],
})

rest := [anonymous("consent-required", {}), anonymous("scope", {})]

test_satisfied if count(policy.deny) == 0 with input as with_policies(array.concat([hosts("true", "true")], rest))

test_satisfied_by_the_default if {
	count(policy.deny) == 0 with input as realm({})
	count(policy.deny) == 0 with input as realm({"components": {}})
	count(policy.deny) == 0 with input as with_policies(array.concat([anonymous("trusted-hosts", {})], rest))
}

test_violated_without_policies if {
	resource := with_policies([{"providerId": "trusted-hosts", "subType": "authenticated", "config": {}}])
	{finding.key | some finding in policy.deny} == {"trusted-hosts", "consent-required", "scope"} with input as resource
	{finding.path | some finding in policy.deny} == {["components", type]} with input as resource
	some finding in policy.deny with input as resource
	finding.message == `realm "citizens" lets anybody register clients: no anonymous policy "Trusted Hosts"`
}

test_violated_by_untrusted_hosts if {
	resource := with_policies(array.concat([hosts("true", "false")], rest))
	some finding in policy.deny with input as resource
	finding.message == `realm "citizens" lets untrusted hosts register clients: client-uris-must-match is off`
	finding.path == ["components", type, 0, "config", "client-uris-must-match", 0]
	finding.fix[0].path == ["components", type, 0, "config", "client-uris-must-match"]
	finding.fix[0].value == ["true"]
}

test_no_clients_at_all if count(policy.deny) == 0 with input as with_policies([anonymous("max-clients", {"max-clients": ["0"]})])

test_unknown_is_undetermined if {
	unknown := {"path": ["components"], "reason": "known after apply"}
	resource := object.union(realm({}), {"unknown": [unknown]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {unknown} with input as resource
}

test_unknown_flag_is_undetermined if {
	unknown := {"path": ["components", type, 0, "config", "client-uris-must-match", 0], "reason": "known after apply"}
	resource := object.union(with_policies(array.concat([anonymous("trusted-hosts", {})], rest)), {"unknown": [unknown]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {unknown} with input as resource
}
