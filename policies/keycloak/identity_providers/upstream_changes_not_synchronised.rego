# METADATA
# title: Changes at the outside provider do not arrive
# description: >-
#   Unless the sync mode is `FORCE`, mappers of this identity provider set attributes and roles at the first login
#   only, or as each sees fit. When the outside provider withdraws a right, the account here may keep it.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_mappers
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_general-idp-config
# custom:
#   id: KC-047
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm, identity_provider]
#   scope: unit
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M3T4, C3, M1T1]
#   references: {kcwarden: [IdentityProviderWithMappersWithoutForceSyncMode, IdentityProviderWithOneTimeSync], nist-800-53: [AC-2]}
#   remediation: Set `config.syncMode` of the identity provider to `FORCE`, and of its mappers to `INHERIT` or `FORCE`.
#   parameters: {}
package bartizan.keycloak.upstream_changes_not_synchronised

import data.bartizan.lib.keycloak

mode := ["config", "syncMode"]

# Absent: LEGACY (IdentityProviderModel.getSyncMode); mappers inherit (IdentityProviderMapperModel).
deny contains {
	"message": sprintf("identity provider %q has mappers, and its sync mode is %s", [alias(idp), keycloak.value_in(idp, mode, "LEGACY")]),
	"resource": idp.address,
	"path": mode,
	"fix": [{"op": "set", "path": mode, "value": "FORCE", "safety": "unsafe"}],
} if {
	some idp in providers
	count(keycloak.open_all_in(idp, [mode, ["enabled"]])) == 0
	some mapper in mappers
	mapper.alias == alias(idp)
	inherits(mapper)
}

deny contains {
	"message": sprintf("mapper %q of identity provider %q does not follow later changes: its sync mode is %s", [mapper.name, mapper.alias, mapper.mode]),
	"resource": mapper.resource.address,
	"path": mapper.path,
} if {
	some mapper in mappers
	mapper.mode in {"IMPORT", "LEGACY"}
	count(keycloak.open_in(mapper.resource, mapper.path)) == 0
	mapper.alias in {alias(idp) | some idp in enabled}
}

undetermined contains {"resource": idp.address, "path": found, "reason": reason} if {
	some idp in providers
	mapper_aliases[alias(idp)]
	some found, reason in keycloak.open_all_in(idp, [mode, ["enabled"]])
}

undetermined contains {"resource": idp.address, "path": mode, "reason": reason} if {
	some idp in providers
	not mapper_aliases[alias(idp)]
	some reason in open_mappers
}

# A mapper whose mode is not known keeps the question open only where the provider's own would not answer it.
undetermined contains {"resource": mapper.resource.address, "path": found, "reason": reason} if {
	some mapper in mappers
	mapper.alias in {alias(idp) | some idp in enabled}
	some found, reason in keycloak.open_in(mapper.resource, mapper.path)
}

enabled contains idp if {
	some idp in input.resources
	idp.kind == "identity_provider"
	keycloak.may_in(idp, ["enabled"], true, {true})
}

# Those that do not surely synchronise.
providers contains idp if {
	some idp in enabled
	keycloak.value_in(idp, mode, "LEGACY") != "FORCE"
}

alias(idp) := keycloak.value_in(idp, ["alias"], idp.name)

inherits(mapper) if {
	mapper.mode == "INHERIT"
	count(keycloak.open_in(mapper.resource, mapper.path)) == 0
}

mapper_aliases[mapper.alias] if some mapper in mappers

mappers contains {"alias": mapper.identityProviderAlias, "name": object.get(mapper, "name", ""), "mode": object.get(mapper, mode, "INHERIT"), "resource": realm, "path": path} if {
	some realm in realms
	some i, mapper in object.get(realm.values, "identityProviderMappers", [])
	path := array.concat(["identityProviderMappers", i], mode)
}

realms := [resource | some resource in input.resources; resource.kind == "realm"]

# Why mappers may exist that these files do not show.
open_mappers contains reason if {
	some realm in realms
	some path, reason in keycloak.open_in(realm, ["identityProviderMappers"])
	array.slice(path, 2, 3) in [[], ["identityProviderAlias"]]
}

open_mappers contains "the mappers of the identity provider are not among these files" if {
	input.complete != true
	count([realm | some realm in realms; object.get(realm.values, "identityProviderMappers", null) != null]) == 0
}
