# METADATA
# title: Keycloak realms and what belongs to them
# description: >-
#   How a realm document is read: absent keys stand for Keycloak's default, attributes hold strings, a placeholder is
#   filled at import. Functions ending in `_in` take one resource of `input.resources`; the others read `input`.
# related_resources:
#   - ref: https://www.keycloak.org/docs-api/latest/rest-api/index.html#RealmRepresentation
#     description: names and types of the keys
#   - ref: https://github.com/keycloak/keycloak/blob/main/server-spi-private/src/main/java/org/keycloak/models/utils/RepresentationToModel.java
#     description: createClient, what absent keys of a client become
#   - ref: https://github.com/keycloak/keycloak/blob/main/model/storage-private/src/main/java/org/keycloak/storage/datastore/DefaultExportImportManager.java
#     description: importRealm, what absent keys of a realm become
package bartizan.lib.keycloak

import data.bartizan.lib.unknown

# The value at `path` (keys only), `fallback` where it is absent or null.
value(path, fallback) := value_in(input, path, fallback)

value_in(resource, path, _) := normal(found) if {
	found := object.get(resource.values, path, null)
	found != null
}

value_in(resource, path, fallback) := fallback if object.get(resource.values, path, null) == null

# Attributes and configuration of components hold booleans as strings, and the importer takes strings for booleans
# everywhere: "true" and "false" are read as booleans. Everything else stays.
normal(written) if {
	is_string(written)
	lower(written) == "true"
}

normal(written) := false if {
	is_string(written)
	lower(written) == "false"
}

normal(written) := written if not is_string(written)

normal(written) := written if {
	is_string(written)
	not lower(written) in {"true", "false"}
}

# The number that `written` is or spells; undefined for anything else.
number(written) := written if is_number(written)

number(written) := to_number(written) if {
	is_string(written)
	regex.match(`^-?[0-9]+$`, written)
}

# Is the value at `path` surely one of `allowed`?
is(path, fallback, allowed) if is_in(input, path, fallback, allowed)

is_in(resource, path, fallback, allowed) if {
	count(open_in(resource, path)) == 0
	value_in(resource, path, fallback) in allowed
}

# Is the value at `path` one of `allowed`, or may it turn out to be?
may(path, fallback, allowed) if may_in(input, path, fallback, allowed)

may_in(resource, path, fallback, allowed) if value_in(resource, path, fallback) in allowed

may_in(resource, path, _, _) if count(open_in(resource, path)) > 0

# What is not decided yet at `path`, above or below it: `{path: reason}`, empty when all is known.
open(path) := open_in(input, path)

open_in(resource, path) := {entry.path: entry.reason | some entry in entries(resource, path)}

# As `open`, for several paths.
open_all(paths) := open_all_in(input, paths)

open_all_in(resource, paths) := {entry.path: entry.reason |
	some path in paths
	some entry in entries(resource, path)
}

entries(resource, path) := {entry |
	some found, reason in unknown.within_in(resource, path)
	entry := {"path": found, "reason": reason}
} | {entry |
	placeholder(object.get(resource.values, path, null))
	entry := {"path": path, "reason": placeholder_reason}
}

placeholder_reason := "placeholder filled at import"

# A string that the import fills in: `$(env:X)` (keycloak-config-cli), `${X}` and `${X:default}` (Keycloak's own
# import). Not `${vault.key}`, which the server resolves, nor the variables of its own clients and roles.
# Sources: https://github.com/adorsys/keycloak-config-cli#variable-substitution,
# https://www.keycloak.org/server/importExport#_using_environment_variables_within_the_realm_configuration_files
placeholder(written) if {
	is_string(written)
	regex.match(`\$\([^)]*\)`, written)
}

placeholder(written) if {
	is_string(written)
	regex.match(`\$\{[^}]*\}`, written)
	not regex.match(`^\$\{(vault\.|authBaseUrl\}|authAdminUrl\}|client_|role_|profileScope|emailScope)`, written)
}

# What is not decided about a setting of the realm itself. Beside what `open` says: a file of keycloak-config-cli that
# holds clients, roles or users but not one setting of its realm leaves the settings to another file.
open_setting(key) := object.union(open([key]), left_to_others(key))

# As `open_setting`, for several settings.
open_settings(keys) := object.union_n([found | some key in keys; found := open_setting(key)])

left_to_others(key) := {[key]: "this file leaves the settings of its realm to others"} if {
	fragment
	object.get(input.values, [key], null) == null
}

left_to_others(key) := {} if object.get(input.values, [key], null) != null

left_to_others(_) := {} if not fragment

default fragment := false

fragment if {
	object.get(input, "complete", true) == false
	count(object.get(input, "actions", [])) == 0
	count({key | some key, _ in input.values; key in sections}) > 0
	count({key | some key, written in input.values; setting(key, written)}) == 0
}

# Sections of a realm document that keycloak-config-cli manages apart from the realm's settings.
sections := {
	"authenticationFlows", "clientScopes", "clients", "components", "groups", "identityProviders", "roles", "users",
}

setting(key, written) if {
	not key in {"id", "realm", "enabled", "displayName", "displayNameHtml", "keycloakVersion"}
	not is_object(written)
	not is_array(written)
}

# Major version of the Keycloak that the document belongs to; undefined where it is not known.
major := major_of(input)

major_of(resource) := to_number(split(version, ".")[0]) if {
	version := object.get(resource, "version", null)
	is_string(version)
	regex.match(`^[0-9]+\.`, version)
}

# Is the Keycloak that the document belongs to known to be older than `release`.`minor`?
before(release, _) if major < release

before(release, minor) if {
	major == release
	regex.match(`^[0-9]+\.[0-9]+`, input.version)
	to_number(split(input.version, ".")[1]) < minor
}

# Name of the realm that a resource of a realm document belongs to: addresses begin with it.
realm_of(resource) := split(resource.address, "/")[0]

# What a realm is called in messages.
realm_name := object.get(input.values, "realm", object.get(input, "name", ""))

# What a client is called in messages.
client_id := client_id_of(input)

client_id_of(resource) := object.get(resource.values, "clientId", object.get(resource, "name", ""))

# Clients that Keycloak creates by itself in every realm; `NAME-realm` in the master realm stands for realm NAME.
# Source: org.keycloak.models.Constants, RealmManager.createDefaultClients, SystemClientUtil
builtin_clients := {
	"account", "account-console", "admin-cli", "admin-permissions", "broker", "realm-management",
	"security-admin-console", "_system",
}

default builtin := false

builtin if client_id in builtin_clients

builtin if {
	endswith(client_id, "-realm")
	startswith(input.address, "master/")
}

# A client that takes part in logins: not disabled, not bearer-only. Absent: enabled, not bearer-only, OpenID Connect
# (RepresentationToModel.createClient, JpaRealmProvider.addClient).
client_keys := [["enabled"], ["bearerOnly"], ["protocol"]]

active_client(protocols) if {
	is(["enabled"], true, {true})
	is(["bearerOnly"], false, {false})
	is(["protocol"], "openid-connect", protocols)
}

may_be_active_client(protocols) if {
	may(["enabled"], true, {true})
	may(["bearerOnly"], false, {false})
	may(["protocol"], "openid-connect", protocols)
}

# The authorisation code flow is on unless the client says otherwise (JpaRealmProvider.addClient); the implicit flow,
# the password grant and service accounts are off (ClientEntity). Terraform's provider sends false for what is not
# written (resource_keycloak_openid_client.go).
code_flow if is(["standardFlowEnabled"], code_flow_by_default, {true})

may_use_code_flow if may(["standardFlowEnabled"], code_flow_by_default, {true})

code_flow_by_default := false if from_terraform(input)

code_flow_by_default if not from_terraform(input)

# Does Terraform manage the resource? Its address is then that of a resource of the provider.
from_terraform(resource) if regex.match(`(^|\.)keycloak_[a-z0-9_]+\.`, resource.address)

# A client scope that describes a verifiable credential. Source: OID4VCIConstants.OID4VC_PROTOCOL
credential if is(["protocol"], "openid-connect", {"oid4vc"})

may_be_credential if may(["protocol"], "openid-connect", {"oid4vc"})

# Formats of verifiable credentials whose holder chooses what to reveal: SD-JWT under its two media types, ISO mdoc.
# Absent: SD-JWT (CredentialScopeModel.FORMAT_DEFAULT, VC_FORMAT_DEFAULT from 26.5).
default_credential_format := "dc+sd-jwt"

sd_jwt_formats := {"dc+sd-jwt", "vc+sd-jwt"}

selective_formats := sd_jwt_formats | {"mso_mdoc"}

# Roles as nodes of a graph: `realm:NAME`, `client:CLIENT:NAME`.
realm_role(name) := concat(":", ["realm", name])

client_role(client, name) := concat(":", ["client", client, name])

# What the roles of a realm document contain: [composite, part].
role_edges(values) := {[realm_role(role.name), part] |
	some role in object.get(values, ["roles", "realm"], [])
	some part in parts(role)
} | {[client_role(client, role.name), part] |
	some client, roles in object.get(values, ["roles", "client"], {})
	some role in roles
	some part in parts(role)
}

parts(role) := {part.node | some part in holdings(role, "composites")}

# The roles that `holder` (a role with `field` "composites", a user or group with "") gives, each with its path.
holdings(holder, field) := {{"node": realm_role(name), "path": path} |
	some key in role_fields(field).realm
	some i, name in object.get(holder, key, [])
	path := array.concat(key, [i])
} | {{"node": client_role(client, name), "path": path} |
	some key in role_fields(field).client
	some client, names in object.get(holder, key, {})
	some i, name in names
	path := array.concat(key, [client, i])
}

role_fields("composites") := {"realm": [["composites", "realm"]], "client": [["composites", "client"]]}

role_fields("") := {"realm": [["realmRoles"]], "client": [["clientRoles"]]}

# `nodes` and every role that contains one of them, through up to six composites.
containing(edges, nodes) := wider(edges, wider(edges, wider(edges, wider(edges, wider(edges, wider(edges, nodes))))))

wider(edges, nodes) := nodes | {edge[0] | some edge in edges; edge[1] in nodes}

# Name of the role that every user of a realm has. Source: Constants.DEFAULT_ROLES_ROLE_PREFIX
default_role(values) := object.get(values, ["defaultRole", "name"], concat("-", ["default-roles", lower(object.get(values, "realm", ""))]))

# All groups of a realm document down to four levels, each with its path as members name it (`/a/b`) and its place.
groups(values) := ((level1 | level2) | level3) | level4 if {
	level1 := {{"path": concat("/", ["", group.name]), "place": ["groups", i], "values": group} |
		some i, group in object.get(values, "groups", [])
	}
	level2 := subgroups(level1)
	level3 := subgroups(level2)
	level4 := subgroups(level3)
}

subgroups(parents) := {{"path": concat("/", [parent.path, group.name]), "place": array.concat(parent.place, ["subGroups", i]), "values": group} |
	some parent in parents
	some i, group in object.get(parent.values, "subGroups", [])
}
