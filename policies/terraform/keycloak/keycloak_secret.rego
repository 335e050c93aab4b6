# METADATA
# title: Keycloak resource holds a literal secret
# description: >-
#   Keys and passwords of the login service lie in the code, readable for all who may read the repository. Here it is
#   about settings that no realm document has under a name of their own; the others are judged as in a realm document.
# related_resources:
#   - ref: https://registry.terraform.io/providers/keycloak/keycloak/latest/docs/resources/realm_keystore_java_keystore
#   - ref: https://registry.terraform.io/providers/keycloak/keycloak/latest/docs/resources/custom_user_federation
#   - ref: https://registry.terraform.io/providers/keycloak/keycloak/latest/docs/resources/authentication_execution_config
# custom:
#   id: SEC-012
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [keycloak_realm_keystore_java_keystore, keycloak_custom_user_federation, keycloak_authentication_execution_config]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, A2]
#   references:
#     nist-800-53: [IA-5]
#   remediation: >-
#     Change the secret, and read it from a secrets manager or from a variable that is `sensitive`.
#   unknown: set
package bartizan.terraform.keycloak_secret

import data.bartizan.lib.kubernetes_credential
import data.bartizan.lib.secrets

deny contains {
	"path": path,
	"message": sprintf("%s is a literal", [concat(".", path)]),
} if {
	some path in given
	secrets.literal(path)
}

undetermined contains {"path": path, "reason": "the plan does not show how it is written"} if {
	some path in given
	secrets.no_configuration
}

given contains [argument] if {
	input.kind == "keycloak_realm_keystore_java_keystore"
	some argument in ["keystore_password", "key_password"]
	kubernetes_credential.literal(object.get(input.values, argument, ""))
}

given contains ["config", key] if {
	input.kind in {"keycloak_custom_user_federation", "keycloak_authentication_execution_config"}
	some key, value in object.get(input.values, "config", {})
	kubernetes_credential.pair(key, value)
	not in_realm_document(key)
}

# What the policy on secrets in realm documents reads of a component.
in_realm_document(key) if {
	input.kind == "keycloak_custom_user_federation"
	key in {"bindCredential", "privateKey", "secret", "keystorePassword", "keyPassword"}
}
