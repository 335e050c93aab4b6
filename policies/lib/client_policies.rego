# METADATA
# description: >-
#   Client policies of a realm: which executors run for clients, because an enabled policy with a condition applies a
#   profile that has them.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client_policies
#   - ref: https://github.com/keycloak/keycloak/blob/main/services/src/main/resources/keycloak-default-client-profiles.json
#     description: the global profiles
package bartizan.lib.client_policies

import data.bartizan.lib.keycloak

# Executors of the global profiles that policies ask for; the same in 24.0.5 and 26.4.0, those with DPoP are new in 26.
global_profiles := {
	"fapi-1-baseline": {"pkce-enforcer", "secure-client-authenticator"},
	"fapi-1-advanced": {"secure-client-authenticator", "secure-request-object", "holder-of-key-enforcer"},
	"fapi-2-security-profile": strict | {"holder-of-key-enforcer", "secure-par-content"},
	"fapi-2-message-signing": strict | {"holder-of-key-enforcer", "secure-par-content", "secure-request-object"},
	"fapi-2-dpop-security-profile": strict | {"dpop-bind-enforcer", "secure-par-content"},
	"fapi-2-dpop-message-signing": strict | {"dpop-bind-enforcer", "secure-par-content", "secure-request-object"},
	"oauth-2-1-for-confidential-client": strict | {"holder-of-key-enforcer"},
	"oauth-2-1-for-public-client": {"pkce-enforcer", "reject-implicit-grant", "dpop-bind-enforcer"},
}

strict := {"pkce-enforcer", "secure-client-authenticator", "reject-implicit-grant"}

# Executors by profile: the realm's own profiles and the global ones.
profiles[name] contains executor if {
	some name, executors in global_profiles
	some executor in executors
}

profiles[profile.name] contains executor.executor if {
	some realm in realms
	some profile in object.get(realm.values, ["clientProfiles", "profiles"], [])
	some executor in object.get(profile, "executors", [])
}

# Names of the profiles that an enabled policy with a condition applies. Absent in a document: disabled.
applied contains name if {
	some realm in realms
	some policy in object.get(realm.values, ["clientPolicies", "policies"], [])
	keycloak.normal(object.get(policy, "enabled", false)) == true
	count(object.get(policy, "conditions", [])) > 0
	some name in object.get(policy, "profiles", [])
}

executors contains executor if {
	some name in applied
	some executor in profiles[name]
}

realms := [resource | some resource in input.resources; resource.kind == "realm"]

# Why it is not decided which executors run; empty where it is.
undecided contains reason if {
	some realm in realms
	some _, reason in keycloak.open_all_in(realm, [["clientPolicies"], ["clientProfiles"]])
}

undecided contains "the client policies of the realm are not among these files" if {
	input.complete != true
	count([realm | some realm in realms; object.get(realm.values, "clientPolicies", null) != null]) == 0
}
