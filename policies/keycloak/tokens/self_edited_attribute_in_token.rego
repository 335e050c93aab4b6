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
#   kinds: [realm, client, client_scope]
#   scope: unit
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

deny contains {
	"message": sprintf("%s puts attribute %q into tokens, and users may edit it themselves", [mapper.owner, mapper.attribute]),
	"resource": mapper.resource.address,
	"path": mapper.path,
	"key": mapper.attribute,
	"related": related(realm),
} if {
	some mapper in mappers
	some realm in realms
	belongs(mapper.resource, realm)
	count(open(mapper.resource, realm)) == 0
	editable(realm, mapper.attribute)
}

undetermined contains {"resource": entry.resource, "path": entry.path, "reason": entry.reason} if {
	some mapper in mappers
	some realm in realms
	belongs(mapper.resource, realm)
	some entry in open(mapper.resource, realm)
}

undetermined contains {"resource": resource.address, "path": path, "reason": reason} if {
	some resource in input.resources
	id_keys[resource.kind]
	keycloak.may_in(resource, ["enabled"], true, {true})
	some realm in realms
	belongs(resource, realm)
	lets_users_edit(realm)
	some path, reason in keycloak.open_in(resource, ["protocolMappers"])
}

open(holder, realm) := {{"resource": realm.address, "path": path, "reason": reason} |
	some path, reason in keycloak.open_all_in(realm, [profile, legacy])
} | {{"resource": holder.address, "path": path, "reason": reason} |
	some path, reason in keycloak.open_in(holder, ["enabled"])
}

profile := ["components", "org.keycloak.userprofile.UserProfileProvider"]

# Before 24 the user profile was a preview feature, which this attribute of the realm switched on.
legacy := ["attributes", "userProfileEnabled"]

realms := [resource | some resource in input.resources; resource.kind == "realm"]

# Addresses of a realm's resources begin with its own.
belongs(resource, realm) if startswith(resource.address, concat("", [realm.address, "/"]))

belongs(_, realm) if realms == [realm]

# Attributes of Keycloak's own client scopes, which describe the person and grant nothing: OIDCLoginProtocolFactory.
shipped := {
	"username", "email", "emailVerified", "firstName", "lastName", "middleName", "nickname", "profile", "picture",
	"website", "gender", "birthdate", "zoneinfo", "locale", "updatedAt", "phoneNumber", "phoneNumberVerified",
	"street", "locality", "region", "postal_code", "country", "formatted",
}

safe := shipped | {name | some name in params.get("descriptive_attributes", [])}

mappers contains {
	"owner": sprintf("%s %q", [replace(resource.kind, "_", " "), keycloak.value_in(resource, id_key, resource.name)]),
	"attribute": attribute,
	"resource": resource,
	"path": ["protocolMappers", i, "config", "user.attribute"],
} if {
	some resource in input.resources
	some id_key in id_keys[resource.kind]
	keycloak.may_in(resource, ["enabled"], true, {true})
	some i, mapper in keycloak.value_in(resource, ["protocolMappers"], [])
	mapper.protocolMapper in {"oidc-usermodel-attribute-mapper", "saml-user-attribute-mapper"}
	attribute := mapper.config["user.attribute"]
	not attribute in safe
}

id_keys := {"client": [["clientId"]], "client_scope": [["name"]]}

# The user profile is a JSON document in a component. Source: DeclarativeUserProfileProvider, UPConfig
documents(realm) := [document |
	some component in keycloak.value_in(realm, profile, [])
	some text in object.get(component, ["config", "kc.user.profile.config"], [])
	json.is_valid(text)
	document := json.unmarshal(text)
]

related(realm) := [{"path": profile, "resource": realm.address, "message": "the user profile"} |
	count(documents(realm)) > 0
]

declared(realm) := {attribute.name |
	some document in documents(realm)
	some attribute in object.get(document, "attributes", [])
}

# Declared attributes: by their own permission.
editable(realm, name) if {
	some document in documents(realm)
	some attribute in object.get(document, "attributes", [])
	attribute.name == name
	"user" in object.get(attribute, ["permissions", "edit"], [])
}

# Others: by the policy for unmanaged attributes, which is off where it is absent.
editable(realm, name) if {
	not name in declared(realm)
	some document in documents(realm)
	object.get(document, "unmanagedAttributePolicy", "DISABLED") == "ENABLED"
}

editable(realm, _) if unmanaged_by_version(realm)

unmanaged_by_version(realm) if {
	keycloak.major_of(realm) < 24
	keycloak.value_in(realm, legacy, false) != true
}

lets_users_edit(realm) if count(documents(realm)) > 0

lets_users_edit(realm) if unmanaged_by_version(realm)
