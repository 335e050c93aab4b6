# METADATA
# description: >-
#   Verifiable credentials as Keycloak keeps them: a client scope describes a credential, attributes of the realm say how
#   it is issued (https://www.keycloak.org/docs/latest/server_admin/index.html#_oid4vci).
package bartizan.lib.credential

import data.bartizan.lib.keycloak

enabled := ["verifiableCredentialsEnabled"]

# May the realm issue credentials? Off where absent (RealmRepresentation); with it off the endpoints answer "not found"
# (OID4VCIssuerWellKnownProvider.getConfig).
realm_may_issue if keycloak.may(enabled, false, {true})

# An SD-JWT credential, or what may turn out to be one.
sd_jwt if {
	keycloak.may_be_credential
	keycloak.may(format, keycloak.default_credential_format, keycloak.sd_jwt_formats)
}

format := ["attributes", "vc.format"]

# What decides whether a client scope is an SD-JWT credential.
sd_jwt_keys := [["protocol"], format]

# What a credential is called in messages.
name := keycloak.value(["name"], object.get(input, "name", ""))

# Protocol mappers that give `scope` a revocation status. Keycloak itself has no status list; a plugin's mapper puts the
# claim `status` into the credential.
status_mappers(scope) := {mapper.protocolMapper |
	some mapper in keycloak.value_in(scope, ["protocolMappers"], [])
	gives_status(mapper)
}

gives_status(mapper) if contains(object.get(mapper, "protocolMapper", ""), "status")

gives_status(mapper) if object.get(mapper, ["config", "claim.name"], "") == "status"

# Is the document known to be for Keycloak `release`.`minor` or later? Not the same as `not keycloak.before`.
since(release, minor) if {
	keycloak.major
	not keycloak.before(release, minor)
}
