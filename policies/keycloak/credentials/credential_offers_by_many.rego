# METADATA
# title: Many identities may create credential offers
# description: >-
#   Whoever holds the role `credential-offer-create` can offer any citizen a credential of the realm. In the default
#   role or a default group it is everybody's; held by people, one phished login is enough to hand out false
#   credentials.
# related_resources:
#   - ref: https://www.keycloak.org/2026/01/issue-credentials-over-openid4vci
#   - ref: https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html
# custom:
#   id: VC-019
#   severity: high
#   confidence: medium
#   platform: keycloak
#   kinds: [realm, user]
#   scope: unit
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T1, D2, M3T5]
#   references: {nist-800-53: [AC-6]}
#   remediation: >-
#     Grant `credential-offer-create` to the service account of the issuing backend only, and list who else may hold
#     it in `allowed_holders`.
#   parameters:
#     allowed_holders:
#       type: array
#       default: []
#       description: User names that may hold the role; once given, service accounts must be listed too.
package bartizan.keycloak.credential_offers_by_many

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

# A realm role. Source: OID4VCIConstants.CREDENTIAL_OFFER_CREATE
role_node := keycloak.realm_role("credential-offer-create")

deny contains {
	"message": sprintf("every user of realm %q may create credential offers: the default role holds %q", [name_of(realm), last(held.node)]),
	"resource": realm.address,
	"path": array.concat(["roles", "realm", i], held.path),
} if {
	some realm in realms
	count(keycloak.open_all_in(realm, realm_keys)) == 0
	some i, role in object.get(realm.values, ["roles", "realm"], [])
	role.name == keycloak.default_role(realm.values)
	some held in keycloak.holdings(role, "composites")
	held.node in nodes
}

deny contains {
	"message": sprintf("every new user of realm %q may create credential offers: group %q may", [name_of(realm), group]),
	"resource": realm.address,
	"path": ["defaultGroups", i],
} if {
	some realm in realms
	count(keycloak.open_all_in(realm, realm_keys)) == 0
	some i, group in object.get(realm.values, "defaultGroups", [])
	offering_group(group)
}

deny contains {
	"message": sprintf("user %q may create credential offers", [username(user)]),
	"resource": user.address,
	"path": holding.path,
} if {
	some user in holders
	count(keycloak.open_all_in(user, user_keys)) == 0
	some holding in holdings(user)
}

undetermined contains {"resource": realm.address, "path": found, "reason": reason} if {
	some realm in realms
	some found, reason in keycloak.open_all_in(realm, realm_keys)
}

undetermined contains {"resource": user.address, "path": found, "reason": reason} if {
	some user in holders
	some found, reason in keycloak.open_all_in(user, user_keys)
}

realm_keys := [["roles"], ["groups"], ["defaultRole"], ["defaultGroups"]]

user_keys := [["realmRoles"], ["groups"], ["enabled"]]

realms := [resource | some resource in input.resources; resource.kind == "realm"]

name_of(realm) := object.get(realm.values, "realm", realm.name)

last(node) := split(node, ":")[1]

edges contains edge if {
	some realm in realms
	some edge in keycloak.role_edges(realm.values)
}

nodes := keycloak.containing(edges, {role_node})

allowed := params.get("allowed_holders", [])

holders contains user if {
	some user in input.resources
	user.kind == "user"
	keycloak.may_in(user, ["enabled"], true, {true})
	not username(user) in allowed
	judged(user)
}

# A backend that makes the offers holds the role by its service account: judged once the holders are listed.
judged(user) if not service_account(user)

judged(_) if count(allowed) > 0

service_account(user) if keycloak.value_in(user, ["serviceAccountClientId"], "") != ""

service_account(user) if startswith(username(user), "service-account-")

username(user) := keycloak.value_in(user, ["username"], user.name)

holdings(user) := {held | some held in keycloak.holdings(user.values, ""); held.node in nodes} | {{"path": ["groups", i]} |
	some i, group in object.get(user.values, "groups", [])
	offering_group(group)
}

offering_groups contains group.path if {
	some realm in realms
	some group in keycloak.groups(realm.values)
	some held in keycloak.holdings(group.values, "")
	held.node in nodes
}

offering_group(member_of) if member_of in offering_groups

offering_group(member_of) if {
	some group in offering_groups
	startswith(member_of, concat("", [group, "/"]))
}
