# METADATA
# description: >-
#   Clients among the resources of a unit. As in `lib/keycloak`, absent keys stand for Keycloak's default: enabled,
#   not bearer-only, not public, OpenID Connect.
package bartizan.lib.keycloak_client

import data.bartizan.lib.keycloak

# Clients of OpenID Connect that take part in logins, or may turn out to, without those that Keycloak makes itself.
own contains client if {
	some client in input.resources
	client.kind == "client"
	keycloak.may_in(client, ["enabled"], true, {true})
	keycloak.may_in(client, ["bearerOnly"], false, {false})
	keycloak.may_in(client, ["protocol"], "openid-connect", {"openid-connect"})
	not built_in(client)
}

built_in(client) if keycloak.client_id_of(client) in keycloak.builtin_clients

built_in(client) if {
	endswith(keycloak.client_id_of(client), "-realm")
	startswith(client.address, "master/")
}

may_be_confidential(client) if keycloak.may_in(client, ["publicClient"], false, {false})

may_use_code_flow(client) if keycloak.may_in(client, ["standardFlowEnabled"], code_flow_by_default(client), {true})

may_have_service_account(client) if keycloak.may_in(client, ["serviceAccountsEnabled"], false, {true})

code_flow_by_default(client) := false if keycloak.from_terraform(client)

code_flow_by_default(client) := true if not keycloak.from_terraform(client)

# Does the client id match one of the patterns?
named(client, patterns) if {
	some pattern in patterns
	glob.match(pattern, null, keycloak.client_id_of(client))
}
