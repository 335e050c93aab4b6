package bartizan.keycloak.no_client_policy_test

import data.bartizan.keycloak.no_client_policy as policy

realm(policies, profiles) := {"kind": "realm", "name": "citizens", "address": "citizens", "version": null, "actions": [], "unknown": [], "values": {
	"realm": "citizens",
	"clientPolicies": {"policies": policies},
	"clientProfiles": {"profiles": profiles},
}}

bare := object.union(realm([], []), {"values": {"clientPolicies": null, "clientProfiles": null}})

client(values) := {
	"kind": "client",
	"name": "api",
	"address": "citizens/client/api",
	"version": null,
	"actions": [],
	"unknown": [],
	"values": object.union({"clientId": "api"}, values),
}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

unit(resources) := {"complete": true, "resources": resources}

open_at(unit_input) := {entry.path | some entry in policy.undetermined with input as unit_input}

enforcing(executor) := realm(
	[{"name": "p", "enabled": true, "conditions": [{"condition": "any-client"}], "profiles": ["mine"]}],
	[{"name": "mine", "executors": [{"executor": executor, "configuration": {}}]}],
)

applying(profile) := realm([{"name": "p", "enabled": true, "conditions": [{"condition": "any-client"}], "profiles": [profile]}], [])

test_violated if {
	policy.deny == {{
		"message": `no client policy of realm "citizens" applies a security profile to its clients`,
		"resource": "citizens",
		"path": ["clientPolicies", "policies"],
	}} with input as unit([bare, client({})])
	count(policy.deny) == 1 with input as unit([enforcing("pkce-enforcer"), client({})])
	count(policy.deny) == 1 with input as unit([applying("saml-security-profile"), client({})])
}

test_satisfied if {
	every profile in ["fapi-1-baseline", "fapi-1-advanced", "fapi-2-security-profile", "fapi-2-message-signing", "fapi-2-dpop-security-profile", "oauth-2-1-for-confidential-client", "oauth-2-1-for-public-client"] {
		count(policy.deny) == 0 with input as unit([applying(profile), client({})])
	}
}

test_satisfied_by_own_profile if {
	own := [{"name": "mine", "executors": [{"executor": name} | some name in ["pkce-enforcer", "secure-client-authenticator", "reject-implicit-grant"]]}]
	policies := [{"name": "p", "enabled": true, "conditions": [{"condition": "any-client"}], "profiles": ["mine"]}]
	count(policy.deny) == 0 with input as unit([realm(policies, own), client({})])
}

test_satisfied_without_clients if {
	count(policy.deny) == 0 with input as unit([bare])
	count(policy.deny) == 0 with input as unit([bare, client({"clientId": "account-console"})])
}

test_parameters if {
	count(policy.deny) == 0 with input as object.union(unit([applying("national"), client({})]), {"parameters": {"profiles": ["national"]}})
	count(policy.deny) == 1 with input as unit([applying("national"), client({})])
}

test_unknown_is_undetermined if {
	every path in [["clientPolicies"], ["clientProfiles"]] {
		found := unit([unknown_at(bare, path), client({})])
		count(policy.deny) == 0 with input as found
		open_at(found) == {["clientPolicies", "policies"]}
	}
	fragment := {"complete": false, "resources": [bare, client({})]}
	count(policy.deny) == 0 with input as fragment
	open_at(fragment) == {["clientPolicies", "policies"]}
}
