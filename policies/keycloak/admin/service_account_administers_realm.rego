# METADATA
# title: Service account or default role holds realm administration
# description: >-
#   With `realm-admin`, `manage-users`, `manage-clients`, `manage-realm` or `impersonation` one can become anybody in
#   the realm. Held by a service account, one leaked client secret is enough; held by the default role, so is any
#   account, a self-registered one included.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_per_realm_admin_permissions
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#assigning-permissions-using-roles-and-groups
# custom:
#   id: KC-033
#   severity: critical
#   confidence: high
#   platform: keycloak
#   kinds: [realm, user]
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M2T2, M3T1]
#   references: {kcwarden: [ServiceAccountWithSensitiveRole, RoleWithSensitiveAssociatedRole, GroupWithSensitiveRole], nist-800-53: [AC-6]}
#   remediation: >-
#     Give the service account only the roles it needs (`view-users`, `query-groups`), or fine-grained permissions;
#     name exceptions in `allowed_service_accounts`.
#   parameters:
#     allowed_service_accounts:
#       type: array
#       default: []
#       description: Client ids whose service accounts may administer the realm.
package bartizan.keycloak.service_account_administers_realm

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

deny contains {
	"message": sprintf("service account %q holds %s", [user.name, title(held.node)]),
	"resource": user.resource.address,
	"path": held.path,
	"key": held.node,
} if {
	some user in service_accounts
	count(keycloak.open_all_in(user.resource, user_keys)) == 0
	some held in keycloak.holdings(user.resource.values, "")
	administers(held.node)
}

deny contains {
	"message": sprintf("service account %q is in group %q, which holds realm administration", [user.name, group]),
	"resource": user.resource.address,
	"path": ["groups", i],
} if {
	some user in service_accounts
	count(keycloak.open_all_in(user.resource, user_keys)) == 0
	some i, group in object.get(user.resource.values, "groups", [])
	group_administers(group)
}

deny contains {
	"message": sprintf("every user of realm %q holds %s: it is in the default role", [object.get(realm.values, "realm", realm.name), title(held.node)]),
	"resource": realm.address,
	"path": array.concat(role.place, held.path),
	"key": held.node,
} if {
	some realm in realms
	count(keycloak.open_all_in(realm, realm_keys)) == 0
	some role in default_roles(realm)
	some held in keycloak.holdings(role.values, "composites")
	administers(held.node)
}

deny contains {
	"message": sprintf("every new user of realm %q joins group %q, which holds realm administration", [object.get(realm.values, "realm", realm.name), group]),
	"resource": realm.address,
	"path": ["defaultGroups", i],
} if {
	some realm in realms
	count(keycloak.open_all_in(realm, realm_keys)) == 0
	some i, group in object.get(realm.values, "defaultGroups", [])
	group_administers(group)
}

undetermined contains {"resource": user.resource.address, "path": found, "reason": reason} if {
	some user in service_accounts
	some found, reason in keycloak.open_all_in(user.resource, user_keys)
}

undetermined contains {"resource": realm.address, "path": found, "reason": reason} if {
	some realm in realms
	some found, reason in keycloak.open_all_in(realm, realm_keys)
}

user_keys := [["realmRoles"], ["clientRoles"], ["groups"], ["enabled"], ["serviceAccountClientId"]]

realm_keys := [["roles"], ["groups"], ["defaultRole"], ["defaultGroups"]]

realms := [resource | some resource in input.resources; resource.kind == "realm"]

# The user that stands for a client: it names the client, and Keycloak calls it service-account-CLIENT.
service_accounts contains {"name": name, "resource": resource} if {
	some resource in input.resources
	resource.kind == "user"
	keycloak.may_in(resource, ["enabled"], true, {true})
	name := client_of(resource)
	not name in params.get("allowed_service_accounts", [])
}

client_of(user) := keycloak.value_in(user, ["serviceAccountClientId"], "") if {
	keycloak.value_in(user, ["serviceAccountClientId"], "") != ""
}

client_of(user) := trim_prefix(username(user), "service-account-") if {
	keycloak.value_in(user, ["serviceAccountClientId"], "") == ""
	startswith(username(user), "service-account-")
}

# Not known yet whether it stands for a client: only where a role makes it matter.
client_of(user) := username(user) if {
	keycloak.value_in(user, ["serviceAccountClientId"], "") == ""
	not startswith(username(user), "service-account-")
	count(keycloak.open_in(user, ["serviceAccountClientId"])) > 0
}

username(user) := keycloak.value_in(user, ["username"], user.name)

# Roles that administer a realm: of the client realm-management, in the master realm of the client of each realm, and
# the master realm's own role admin. Sources: AdminRoles.ALL_REALM_ROLES, AdminRoles.ADMIN
realm_clients(node) if startswith(node, "client:realm-management:")

realm_clients(node) if {
	in_master
	regex.match(`^client:[^:]*-realm:`, node)
}

in_master if {
	some realm in realms
	object.get(realm.values, "realm", "") == "master"
}

in_master if {
	some resource in input.resources
	startswith(resource.address, "master/")
}

powers := {"realm-admin", "manage-users", "manage-clients", "manage-realm", "impersonation"}

power(node) if {
	realm_clients(node)
	parts := split(node, ":")
	parts[count(parts) - 1] in powers
}

power(node) if {
	in_master
	node == keycloak.realm_role("admin")
}

edges contains edge if {
	some realm in realms
	some edge in keycloak.role_edges(realm.values)
}

# Composite roles that contain such a role at any depth.
composed := keycloak.containing(edges, {edge[1] | some edge in edges; power(edge[1])})

administers(node) if power(node)

administers(node) if node in composed

title(node) := sprintf("role %q", [parts[count(parts) - 1]]) if parts := split(node, ":")

# Members of a subgroup have the roles of the groups above it.
administering_groups contains group.path if {
	some realm in realms
	some group in keycloak.groups(realm.values)
	some held in keycloak.holdings(group.values, "")
	administers(held.node)
}

group_administers(member_of) if {
	some group in administering_groups
	member_of == group
}

group_administers(member_of) if {
	some group in administering_groups
	startswith(member_of, concat("", [group, "/"]))
}

# The default role as the roles section describes it, and as keycloak-config-cli lets one write it.
default_roles(realm) := {{"place": ["roles", "realm", i], "values": role} |
	some i, role in object.get(realm.values, ["roles", "realm"], [])
	role.name == keycloak.default_role(realm.values)
} | {{"place": ["defaultRole"], "values": role} |
	role := object.get(realm.values, "defaultRole", {})
	object.get(role, "composites", null) != null
}
