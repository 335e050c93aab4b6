package bartizan.keycloak.unverified_email_links_accounts_test

import data.bartizan.keycloak.unverified_email_links_accounts as policy

idp(values) := {
	"kind": "identity_provider",
	"name": "national-id",
	"address": "citizens/identity-provider/national-id",
	"unknown": [],
	"values": object.union({"alias": "national-id"}, values),
}

realm(flows) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"unknown": [],
	"values": {"realm": "citizens", "authenticationFlows": flows},
}

unit(resources) := {"platform": "keycloak", "complete": true, "resources": resources}

step(authenticator) := {"authenticator": authenticator, "requirement": "ALTERNATIVE"}

linking := [
	{"alias": "link", "authenticationExecutions": [step("idp-create-user-if-unique"), {"flowAlias": "existing", "requirement": "ALTERNATIVE"}]},
	{"alias": "existing", "authenticationExecutions": [step("idp-auto-link")]},
]

asking := [{"alias": "link", "authenticationExecutions": [step("idp-create-user-if-unique"), step("idp-confirm-link")]}]

trusting := {"trustEmail": true, "firstBrokerLoginFlowAlias": "link"}

test_violated_by_auto_link if {
	policy.deny == {{
		"message": `identity provider "national-id" is trusted for e-mail addresses, and flow "link" links existing accounts without asking`,
		"resource": "citizens/identity-provider/national-id",
		"path": ["trustEmail"],
		"fix": [{"op": "set", "path": ["trustEmail"], "value": false, "safety": "unsafe"}],
	}} with input as unit([idp(trusting), realm(linking)])
}

test_violated_without_confirmation if {
	flows := [{"alias": "link", "authenticationExecutions": [step("idp-create-user-if-unique")]}]
	count(policy.deny) == 1 with input as unit([idp(trusting), realm(flows)])
}

test_satisfied_by_confirmation if count(policy.deny) == 0 with input as unit([idp(trusting), realm(asking)])

test_satisfied_by_the_built_in_flow if {
	count(policy.deny) == 0 with input as unit([idp({"trustEmail": true}), realm([])])
	count(policy.undetermined) == 0 with input as unit([idp({"trustEmail": true}), realm([])])
}

test_satisfied_without_trust if {
	count(policy.deny) == 0 with input as unit([idp(object.union(trusting, {"trustEmail": false})), realm(linking)])
	count(policy.deny) == 0 with input as unit([idp(object.remove(trusting, ["trustEmail"])), realm(linking)])
	count(policy.deny) == 0 with input as unit([idp(object.union(trusting, {"enabled": false})), realm(linking)])
}

test_disabled_step_does_not_count if {
	flows := [{"alias": "link", "authenticationExecutions": [{"authenticator": "idp-auto-link", "requirement": "DISABLED"}, step("idp-confirm-link")]}]
	count(policy.deny) == 0 with input as unit([idp(trusting), realm(flows)])
}

test_flow_elsewhere_is_undetermined if {
	count(policy.deny) == 0 with input as unit([idp(trusting)])
	{entry.path | some entry in policy.undetermined} == {["firstBrokerLoginFlowAlias"]} with input as unit([idp(trusting)])
}

test_unknown_is_undetermined if {
	every key in ["trustEmail", "enabled"] {
		resource := object.union(idp(object.remove(trusting, [key])), {"unknown": [{"path": [key], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([resource, realm(linking)])
		{entry.path | some entry in policy.undetermined} == {[key]} with input as unit([resource, realm(linking)])
	}
}
