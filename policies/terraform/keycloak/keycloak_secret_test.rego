package bartizan.terraform.keycloak_secret_test

import data.bartizan.terraform.keycloak_secret as policy

resource(kind, values, literals) := {"kind": kind, "values": values, "unknown": [], "literals": literals, "references": []}

word := concat("", ["hunter2", "hunter2"])

test_violated_keystore if {
	found := policy.deny with input as resource("keycloak_realm_keystore_java_keystore", {"keystore_password": word, "key_password": word}, [["keystore_password"], ["key_password"]])
	{finding.message | some finding in found} == {"keystore_password is a literal", "key_password is a literal"}
	{finding.path | some finding in found} == {["keystore_password"], ["key_password"]}
}

test_violated_config if {
	policy.deny == {{"path": ["config", "secret.key"], "message": "config.secret.key is a literal"}} with input as resource("keycloak_authentication_execution_config", {"config": {"secret.key": word, "site.key": "x"}}, [["config"]])
	count(policy.deny) == 1 with input as resource("keycloak_custom_user_federation", {"config": {"password": word}}, [["config", "password"]])
}

test_satisfied if {
	every subject in [
		resource("keycloak_custom_user_federation", {"config": {"bindCredential": word}}, [["config"]]),
		resource("keycloak_custom_user_federation", {"config": {"host": "ldap"}}, [["config"]]),
		resource("keycloak_custom_user_federation", {"config": {"password": word}}, [["name"]]),
		resource("keycloak_realm_keystore_java_keystore", {}, [["name"]]),
		resource("keycloak_realm_keystore_java_keystore", {"key_password": "${vault.key}"}, [["key_password"]]),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unwritten_configuration_is_undetermined if {
	bare := resource("keycloak_realm_keystore_java_keystore", {"key_password": word}, [])
	count(policy.deny) == 0 with input as bare
	policy.undetermined == {{"path": ["key_password"], "reason": "the plan does not show how it is written"}} with input as bare
}
