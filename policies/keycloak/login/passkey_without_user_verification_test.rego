package bartizan.keycloak.passkey_without_user_verification_test

import data.bartizan.keycloak.passkey_without_user_verification as policy

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

unknown_at(values, path) := object.union(realm(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

fragment := object.union(realm({"clients": []}), {"complete": false})

flow(authenticators) := {"browserFlow": "mine", "authenticationFlows": [{"alias": "mine", "authenticationExecutions": [step |
	some authenticator in authenticators
	step := {"authenticator": authenticator, "requirement": "REQUIRED"}
]}]}

keyed := flow(["webauthn-authenticator-passwordless"])

verified(values, key, value) := realm(object.union(values, {key: value}))

versioned(values, version) := object.union(realm(values), {"version": version})

test_violated_by_a_passwordless_login if {
	policy.deny == {{
		"message": `realm "citizens" lets passkeys log in without PIN or fingerprint: user verification is "preferred"`,
		"path": ["webAuthnPolicyPasswordlessUserVerificationRequirement"],
		"fix": [{"op": "set", "path": ["webAuthnPolicyPasswordlessUserVerificationRequirement"], "value": "required", "safety": "unsafe"}],
	}} with input as verified(keyed, "webAuthnPolicyPasswordlessUserVerificationRequirement", "preferred")
}

test_violated_by_enabled_passkeys if {
	count(policy.deny) == 1 with input as realm({"webAuthnPolicyPasswordlessPasskeysEnabled": true, "webAuthnPolicyPasswordlessUserVerificationRequirement": "not specified"})
}

test_violated_without_a_password if {
	resource := realm(flow(["webauthn-authenticator"]))
	{finding.path | some finding in policy.deny} == {["webAuthnPolicyUserVerificationRequirement"]} with input as resource
	count(policy.deny) == 0 with input as realm(flow(["auth-username-password-form", "webauthn-authenticator"]))
}

test_default_by_version if {
	count(policy.deny) == 1 with input as versioned(keyed, "26.3.5")
	count(policy.deny) == 1 with input as versioned(keyed, "24.0.5")
	count(policy.deny) == 0 with input as versioned(keyed, "26.4.0")
	count(policy.undetermined) == 0 with input as versioned(keyed, "26.4.0")
	count(policy.deny) == 0 with input as realm(keyed)
	open_at(realm(keyed)) == {["webAuthnPolicyPasswordlessUserVerificationRequirement"]}
}

test_satisfied if {
	count(policy.deny) == 0 with input as verified(keyed, "webAuthnPolicyPasswordlessUserVerificationRequirement", "required")
	count(policy.deny) == 0 with input as realm({})
	count(policy.undetermined) == 0 with input as realm({})
	count(policy.deny) == 0 with input as realm({"webAuthnPolicyPasswordlessUserVerificationRequirement": "discouraged"})
}

test_unknown_is_undetermined if {
	every key in ["browserFlow", "authenticationFlows"] {
		resource := unknown_at(object.remove(keyed, [key]), [key])
		count(policy.deny) == 0 with input as resource
		[key] in open_at(resource)
	}
	resource := unknown_at(keyed, ["webAuthnPolicyPasswordlessUserVerificationRequirement"])
	count(policy.deny) == 0 with input as resource
	["webAuthnPolicyPasswordlessUserVerificationRequirement"] in open_at(resource)
	passkeys := unknown_at({}, ["webAuthnPolicyPasswordlessPasskeysEnabled"])
	open_at(passkeys) == {["webAuthnPolicyPasswordlessPasskeysEnabled"]}
	open_at(realm({"browserFlow": "elsewhere"})) == {["browserFlow"]}
}
