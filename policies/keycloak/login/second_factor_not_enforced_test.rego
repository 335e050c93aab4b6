package bartizan.keycloak.second_factor_not_enforced_test

import data.bartizan.keycloak.second_factor_not_enforced as policy

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

step(authenticator, requirement) := {"authenticator": authenticator, "requirement": requirement}

subflow(alias, requirement) := {"flowAlias": alias, "requirement": requirement}

flow(alias, steps) := {"alias": alias, "authenticationExecutions": steps}

# A login with user name and password, followed by `second`.
login(second, others) := realm({"browserFlow": "our login", "authenticationFlows": array.concat(
	[
		flow("our login", [step("auth-cookie", "ALTERNATIVE"), subflow("forms", "ALTERNATIVE")]),
		flow("forms", [step("auth-username-password-form", "REQUIRED"), second]),
	],
	others,
)})

test_violated_by_the_built_in_flow if {
	policy.deny == {{
		"message": `browser flow "browser" of realm "citizens" does not enforce a second factor for administrators`,
		"path": ["browserFlow"],
	}} with input as realm({})
}

test_violated_by_a_factor_of_who_has_one if {
	conditional := [flow("2fa", [step("conditional-user-configured", "REQUIRED"), step("auth-otp-form", "REQUIRED")])]
	some finding in policy.deny with input as login(subflow("2fa", "CONDITIONAL"), conditional)
	finding.path == ["browserFlow"]
	finding.related == [{"path": ["authenticationFlows", 0], "message": "the flow"}]
}

test_violated_by_an_optional_factor if {
	optional := [flow("2fa", [step("auth-otp-form", "ALTERNATIVE"), step("auth-cookie", "ALTERNATIVE")])]
	count(policy.deny) == 1 with input as login(subflow("2fa", "REQUIRED"), optional)
	count(policy.deny) == 1 with input as login(step("auth-otp-form", "DISABLED"), [])
}

test_satisfied_by_a_required_factor if {
	count(policy.deny) == 0 with input as login(step("auth-otp-form", "REQUIRED"), [])
	choice := [flow("2fa", [step("auth-otp-form", "ALTERNATIVE"), step("webauthn-authenticator", "ALTERNATIVE")])]
	count(policy.deny) == 0 with input as login(subflow("2fa", "REQUIRED"), choice)
}

by_role(config) := object.union(
	login(subflow("2fa", "CONDITIONAL"), [flow("2fa", [
		object.union(step("conditional-user-role", "REQUIRED"), {"authenticatorConfig": "who"}),
		step("auth-otp-form", "REQUIRED"),
	])]),
	{"values": {"authenticatorConfig": [{"alias": "who", "config": config}]}},
)

test_factor_by_role if {
	count(policy.deny) == 0 with input as by_role({"condUserRole": "realm-management.realm-admin"})
	count(policy.deny) == 0 with input as by_role({"condUserRole": "citizen", "negate": "true"})
	count(policy.deny) == 1 with input as by_role({"condUserRole": "citizen"})
}

test_own_factor_is_a_parameter if {
	resource := login(step("sms-authenticator", "REQUIRED"), [])
	count(policy.deny) == 1 with input as resource
	count(policy.deny) == 0 with input as object.union(resource, {"parameters": {"second_factors": ["sms-authenticator"]}})
}

test_satisfied_without_passwords if {
	flows := [flow("our login", [step("auth-cookie", "ALTERNATIVE"), step("identity-provider-redirector", "ALTERNATIVE")])]
	count(policy.deny) == 0 with input as realm({"browserFlow": "our login", "authenticationFlows": flows})
}

test_flow_elsewhere_is_undetermined if {
	count(policy.deny) == 0 with input as realm({"browserFlow": "our login"})
	policy.undetermined == {{"path": ["browserFlow"], "reason": "the bound flow is not among these files"}} with input as realm({"browserFlow": "our login"})
}

test_unknown_is_undetermined if {
	resource := object.union(realm({}), {"unknown": [{"path": ["browserFlow"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["browserFlow"], "reason": "known after apply"}} with input as resource
}

test_placeholder_is_undetermined if {
	resource := realm({"browserFlow": "$(env:SETTING)"})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["browserFlow"], "reason": "placeholder filled at import"}} with input as resource
}

test_file_without_settings_is_undetermined if {
	resource := object.union(realm({"clients": []}), {"complete": false})
	count(policy.deny) == 0 with input as resource
	some entry in policy.undetermined with input as resource
	entry.path == ["browserFlow"]
}
