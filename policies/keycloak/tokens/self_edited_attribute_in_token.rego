# METADATA
# title: Users may edit attributes that tokens rely on
# description: >-
#   A mapper puts an attribute of the user into tokens, and users may set that attribute themselves in the account
#   console: an application that decides by it gives every user what he writes there. Keycloak 24 and later allow
#   only attributes that the user profile declares, unless `unmanagedAttributePolicy` is `ENABLED`; before, users
#   could set any.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#user-profile
# custom:
#   id: KC-040
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A1, M3T1, C1]
#   references: {kcwarden: [UsingNonDefaultUserAttributesInScopesWithoutUserProfilesFeatureIsDangerous, UsingNonDefaultUserAttributesInClientsWithoutUserProfilesFeatureIsDangerous], nist-800-53: [AC-3]}
#   remediation: >-
#     Declare the attribute in the user profile with edit permission for `admin` only, and leave
#     `unmanagedAttributePolicy` out or at `ADMIN_EDIT`.
#   parameters:
#     descriptive_attributes:
#       type: array
#       default: []
#       description: Attributes that users may edit because no application decides by them.
package bartizan.keycloak.self_edited_attribute_in_token

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

profile_type := "org.keycloak.userprofile.UserProfileProvider"

deny contains {
	"message": sprintf("%s puts attribute %q into tokens, and users may edit it themselves", [mapper.owner, mapper.attribute]),
	"path": mapper.path,
	"key": mapper.attribute,
	"related": related,
} if {
	count(open) == 0
	some mapper in mappers
	not mapper.attribute in safe
	editable(mapper.attribute)
}

undetermined contains {"path": found, "reason": reason} if {
	some mapper in mappers
	not mapper.attribute in safe
	some found, reason in open
}

open := keycloak.open_all([["components", profile_type], ["attributes", "userProfileEnabled"]])

# Attributes of Keycloak's own client scopes, which describe the person and grant nothing: OIDCLoginProtocolFactory.
shipped := {
	"username", "email", "emailVerified", "firstName", "lastName", "middleName", "nickname", "profile", "picture",
	"website", "gender", "birthdate", "zoneinfo", "locale", "updatedAt", "phoneNumber", "phoneNumberVerified",
	"street", "locality", "region", "postal_code", "country", "formatted",
}

safe := shipped | {name | some name in params.get("descriptive_attributes", [])}

types := {"oidc-usermodel-attribute-mapper", "saml-user-attribute-mapper"}

mappers contains {
	"owner": sprintf("client %q", [object.get(client, "clientId", "")]),
	"attribute": mapper.config["user.attribute"],
	"path": ["clients", i, "protocolMappers", j, "config", "user.attribute"],
} if {
	some i, client in object.get(input.values, "clients", [])
	keycloak.normal(object.get(client, "enabled", true)) != false
	some j, mapper in object.get(client, "protocolMappers", [])
	mapper.protocolMapper in types
}

mappers contains {
	"owner": sprintf("client scope %q", [object.get(scope, "name", "")]),
	"attribute": mapper.config["user.attribute"],
	"path": ["clientScopes", i, "protocolMappers", j, "config", "user.attribute"],
} if {
	some i, scope in object.get(input.values, "clientScopes", [])
	some j, mapper in object.get(scope, "protocolMappers", [])
	mapper.protocolMapper in types
}

# The user profile is a JSON document in a component. Source: DeclarativeUserProfileProvider, UPConfig
documents := [[i, json.unmarshal(text)] |
	some i, component in object.get(input.values, ["components", profile_type], [])
	some text in object.get(component, ["config", "kc.user.profile.config"], [])
	json.is_valid(text)
]

profiles := [document[1] | some document in documents]

default related := []

related := [{"path": ["components", profile_type, documents[0][0]], "message": "the user profile"}] if count(documents) > 0

declared := {attribute.name | some profile in profiles; some attribute in object.get(profile, "attributes", [])}

# Declared attributes: by their own permission.
editable(name) if {
	some profile in profiles
	some attribute in object.get(profile, "attributes", [])
	attribute.name == name
	"user" in object.get(attribute, ["permissions", "edit"], [])
}

# Others: by the policy for unmanaged attributes, off where it is absent.
editable(name) if {
	not name in declared
	some profile in profiles
	object.get(profile, "unmanagedAttributePolicy", "DISABLED") == "ENABLED"
}

# Before 24 the user profile was a preview feature that the realm attribute `userProfileEnabled` switched on.
editable(_) if {
	keycloak.major < 24
	keycloak.value(["attributes", "userProfileEnabled"], false) != true
}
