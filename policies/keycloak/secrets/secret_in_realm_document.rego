# METADATA
# title: Realm document carries real secrets
# description: >-
#   Realm exports are copied into repositories, tickets and images. Whoever reads a client's secret acts as the
#   client, whoever reads a realm's private key signs tokens for anybody, and password hashes wait to be cracked.
#   Safe are `**********`, `${vault.key}` and placeholders that are filled at import and hold no default.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_vault-administration
#   - ref: https://www.keycloak.org/server/importExport
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
# custom:
#   id: SEC-011
#   severity: critical
#   confidence: high
#   platform: keycloak
#   kinds: [realm, client, identity_provider, component, user]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, A2, D1]
#   references: {nist-800-53: [IA-5]}
#   remediation: >-
#     Change the secret, then let the file hold `${vault.key}` (mail, directory, identity providers) or a placeholder
#     such as `$(env:NAME)` that the import fills.
#   unknown: set
#   parameters: {}
package bartizan.keycloak.secret_in_realm_document

import data.bartizan.lib.keycloak
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s: %s is written in the file", [owner, place.what]),
	"path": place.path,
	"fix": fix(place),
} if {
	some place in places
	real(place.value)
	written_here(place.path)
}

owner := sprintf("%s %q", [title, name])

title := replace(input.kind, "_", " ")

name := input.name if is_string(input.name)

name := "" if not is_string(input.name)

# Sources of the keys: RealmRepresentation, ClientRepresentation, ClientSecretConstants, IdentityProviderRepresentation,
# LDAPConstants, org.keycloak.keys.Attributes, CredentialRepresentation.
places contains {"path": path, "what": what, "value": keycloak.value(path, "")} if {
	some path, what in {
		["smtpServer", "password"]: "the password of the mail server",
		["smtpServer", "authTokenClientSecret"]: "the client secret of the mail server",
		["privateKey"]: "the private key of the realm",
		["codeSecret"]: "the code secret of the realm",
		["attributes", "status-list-auth-token"]: "the token of the status list server",
	}
	input.kind == "realm"
}

places contains {"path": path, "what": "the secret of an authenticator", "value": text} if {
	input.kind == "realm"
	some i, authenticator in keycloak.value(["authenticatorConfig"], [])
	some key, text in object.get(authenticator, "config", {})
	key in {"secret.key", "api.key"}
	path := ["authenticatorConfig", i, "config", key]
}

places contains {"path": path, "what": what, "value": keycloak.value(path, "")} if {
	some path, what in {
		["secret"]: "the client secret",
		["registrationAccessToken"]: "the registration access token",
		["attributes", "client.secret.rotated"]: "the rotated client secret",
	}
	input.kind == "client"
}

places contains {"path": ["attributes", key], "what": "a private key of the client", "value": text} if {
	input.kind == "client"
	some key, text in keycloak.value(["attributes"], {})
	endswith(key, ".private.key")
}

places contains {"path": path, "what": "the client secret", "value": keycloak.value(path, "")} if {
	input.kind == "identity_provider"
	path := ["config", "clientSecret"]
}

places contains {"path": ["config", key, i], "what": what, "value": text} if {
	input.kind == "component"
	some key, what in {
		"bindCredential": "the password of the directory account",
		"privateKey": "the private key",
		"secret": "the secret key",
		"keystorePassword": "the password of the key store",
		"keyPassword": "the password of the key",
	}
	some i, text in keycloak.value(["config", key], [])
}

places contains {"path": ["credentials", i, key], "what": what, "value": text} if {
	input.kind == "user"
	some i, credential in keycloak.value(["credentials"], [])
	some key, what in {
		"value": "a password",
		"secretData": "the hash or key of a credential",
		"hashedSaltedValue": "the hash of a password",
	}
	text := object.get(credential, key, "")
}

real(text) if {
	is_string(text)
	not trim_space(text) in {"", "**********", "{}"}
	not filled_later(text)
}

# Nothing but placeholders, none of which holds a default.
filled_later(text) if {
	regex.match(`^([$][(][^()]+[)]|[$][{][^{}]+[}])+$`, text)
	not regex.match(`[$][(][^()]*:-[^()]+[)]`, text)
	not regex.match(`[$][{][^{}:]+:[^{}]+[}]`, text)
}

# In a Terraform plan values that come from variables and other resources are not written in the code.
written_here(_) if count(object.get(input, "actions", [])) == 0

written_here(path) if {
	count(object.get(input, "actions", [])) > 0
	some literal in object.get(input, "literals", [])
	unknown.holds(literal, path)
}

# The server reads these three from its vault.
vault_keys := {
	["smtpServer", "password"]: "${vault.smtp-password}",
	["config", "clientSecret"]: "${vault.identity-provider-secret}",
	["config", "bindCredential", 0]: "${vault.ldap-bind-credential}",
}

fix(place) := [{"op": "set", "path": path, "value": key, "safety": "unsafe"} |
	some path, key in vault_keys
	path == place.path
]
