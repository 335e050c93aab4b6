# METADATA
# title: Vault role issues long-lived or unbound tokens
# description: >-
#   A token that lives for weeks, or that any pod, any holder of a secret id or any user of the login service can get, is
#   worth stealing. Short lives and tight bonds make a stolen one useless.
# related_resources:
#   - ref: https://developer.hashicorp.com/vault/docs/troubleshoot/tune-lease-ttl
#     description: without a lifetime of its own a lease lives 32 days
#   - ref: https://developer.hashicorp.com/vault/api-docs/auth/approle#secret_id_ttl
#   - ref: https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#create-update-role
#   - ref: https://developer.hashicorp.com/vault/api-docs/auth/jwt#create-update-role
# custom:
#   id: SEC-017
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds:
#     - vault_kubernetes_auth_backend_role
#     - vault_approle_auth_backend_role
#     - vault_jwt_auth_backend_role
#     - vault_database_secret_backend_role
#     - vault_auth_backend
#     - vault_jwt_auth_backend
#     - vault_mount
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [P3, D3, B4, M2T1]
#   references:
#     nist-800-53: [IA-5, AC-6]
#   remediation: >-
#     Set `token_ttl` and `token_max_ttl` (for databases `default_ttl`) to hours, `secret_id_ttl` to what a deployment
#     needs, name service accounts and namespaces, and bind tokens by `bound_claims` or `bound_audiences`.
#   parameters:
#     max_ttl_seconds:
#       type: integer
#       default: 86400
#       description: The longest that a token or a database login may live.
package bartizan.terraform.vault_role

import data.bartizan.lib.link
import data.bartizan.lib.params
import data.bartizan.lib.tf
import data.bartizan.lib.unknown
import data.bartizan.lib.vault

limit := params.get("max_ttl_seconds", 86400)

deny contains {"resource": role.address, "path": [fault.attribute], "message": sprintf("role %q %s", [label(role), fault.what])} if {
	some role in roles
	some fault in faults(role)
	count(open_among(role, fault.needs)) == 0
}

undetermined contains {"resource": role.address, "path": path, "reason": reason} if {
	some role in roles
	some fault in faults(role)
	some path, reason in open_among(role, fault.needs)
}

# What may turn out to be a fault: a lifetime or period, or a name that may be `*`. What another resource is called is not.
undetermined contains {"resource": role.address, "path": path, "reason": reason} if {
	some role in roles
	some path, reason in open_among(role, may_be_faults(role))
	not refers(role, path)
}

undetermined contains {"resource": role.address, "path": [ttl_of(role)], "reason": "the default lifetime of its mount is not told here"} if {
	some role in roles
	not vault.own_ttl(role)
	not bounded(role)
	count(open_among(role, vault.lifetimes)) == 0
	not vault.mount_ttl(role)
}

roles := link.of(object.keys(vault.ttl_names))

ttl_of(role) := vault.ttl_names[role.kind][0]

label(role) := object.get(role.values, "role_name", object.get(role.values, "name", role.name))

# What is wrong with `role`: {attribute, what, needs: the attributes that it follows from}.
faults(role) := ((too_long(role) | any_account(role)) | lasting_secret(role)) | unbound(role)

too_long(role) := {{"attribute": ttl_of(role), "what": sprintf("issues %s that live %v s", [noun(role), lifetime]), "needs": vault.lifetimes} |
	not bounded(role)
	lifetime := vault.own_ttl(role)
	lifetime > limit
} | {{"attribute": ttl_of(role), "what": sprintf("sets no lifetime: its %s live %v s", [noun(role), lifetime]), "needs": vault.lifetimes} |
	not bounded(role)
	not vault.own_ttl(role)
	lifetime := vault.mount_ttl(role)
	lifetime > limit
} | {{"attribute": attribute, "what": sprintf("issues tokens that need renewal only every %v s", [period]), "needs": vault.lifetimes} |
	some attribute in vault.periods
	period := vault.first_set(role, [attribute])
	period > limit
}

any_account(role) := {{"attribute": attribute, "what": sprintf("takes %s", [what]), "needs": {attribute}} |
	role.kind == "vault_kubernetes_auth_backend_role"
	some attribute, what in {
		"bound_service_account_names": "every service account",
		"bound_service_account_namespaces": "service accounts of every namespace",
	}
	"*" in object.get(role.values, attribute, [])
}

lasting_secret(role) := {{"attribute": "secret_id_ttl", "what": "takes secret ids that never expire", "needs": {"secret_id_ttl", "bind_secret_id"}} |
	role.kind == "vault_approle_auth_backend_role"
	not tf.is_false(object.get(role.values, "bind_secret_id", true))
	not vault.first_set(role, ["secret_id_ttl"])
}

unbound(role) := {{"attribute": "bound_claims", "what": "takes every token of the login service", "needs": {"bound_claims", "bound_audiences", "bound_subject"}} |
	role.kind == "vault_jwt_auth_backend_role"
	count(object.get(role.values, "bound_claims", {})) == 0
	count(object.get(role.values, "bound_audiences", [])) == 0
	object.get(role.values, "bound_subject", "") == ""
}

noun(role) := "logins" if role.kind == "vault_database_secret_backend_role"

noun(role) := "tokens" if role.kind != "vault_database_secret_backend_role"

# Does something else end what the role issues in time: a cap, or a period that takes the place of the lifetime?
bounded(role) if {
	some name in vault.caps
	vault.first_set(role, [name]) <= limit
}

bounded(role) if {
	some name in vault.periods
	vault.first_set(role, [name])
}

may_be_faults(role) := {"token_period", "period", "bound_service_account_names", "bound_service_account_namespaces"} | {name |
	some name in vault.ttl_names[role.kind]
	not vault.own_ttl(role)
	not bounded(role)
}

refers(role, path) if {
	some reference in object.get(role, "references", [])
	unknown.holds(reference.path, path)
	startswith(path[0], "bound_")
	count(path) > 1
}

open_among(role, names) := {path: reason |
	some name in names
	some path, reason in unknown.within_in(role, [name])
}
