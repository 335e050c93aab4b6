# METADATA
# title: Administrative role is given to a single user
# description: >-
#   Rights that hang on single accounts are missed when access is reviewed and stay when people change posts. A group
#   of administrators shows at one place who holds them.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_per_realm_admin_permissions
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#proc-managing-groups_server_administration_guide
# custom:
#   id: KC-034
#   severity: low
#   confidence: medium
#   platform: keycloak
#   kinds: [user]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T2, D2]
#   references: {nist-800-53: [AC-2]}
#   remediation: Give the role to a group and make the user a member of it; name emergency accounts in `allowed_users`.
#   parameters:
#     allowed_users:
#       type: array
#       default: []
#       description: Users that may hold administrative roles by themselves, such as emergency accounts.
package bartizan.keycloak.admin_role_of_single_user

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

deny contains {
	"message": sprintf("user %q holds role %q by itself, not through a group", [username, role]),
	"path": path,
	"key": role,
} if {
	person
	count(keycloak.open_all([["enabled"], ["serviceAccountClientId"]])) == 0
	some [path, role] in held
}

undetermined contains {"path": found, "reason": reason} if {
	person
	some found, reason in keycloak.open_all([["realmRoles"], ["clientRoles"]])
}

undetermined contains {"path": found, "reason": reason} if {
	person
	count(held) > 0
	some found, reason in keycloak.open_all([["enabled"], ["serviceAccountClientId"]])
}

username := keycloak.value(["username"], input.name)

# A user that logs in: enabled, and not the one that stands for a client.
person if {
	keycloak.may(["enabled"], true, {true})
	keycloak.value(["serviceAccountClientId"], "") == ""
	not startswith(username, "service-account-")
	not username in params.get("allowed_users", [])
}

# Sources: AdminRoles.ALL_REALM_ROLES, AdminRoles.ADMIN
powers := {
	"realm-admin", "manage-authorization", "manage-clients", "manage-events", "manage-identity-providers", "manage-realm",
	"manage-users", "create-client", "impersonation",
}

held contains [["clientRoles", client, i], role] if {
	some client, roles in keycloak.value(["clientRoles"], {})
	administers(client)
	some i, role in roles
	role in powers
}

held contains [["realmRoles", i], role] if {
	keycloak.realm_of(input) == "master"
	some i, role in keycloak.value(["realmRoles"], [])
	role in {"admin", "create-realm"}
}

administers("realm-management")

administers(client) if {
	keycloak.realm_of(input) == "master"
	endswith(client, "-realm")
}
