package bartizan.lib.keycloak_client_test

import data.bartizan.lib.keycloak_client

client(address, values) := {"kind": "client", "name": "x", "address": address, "values": values, "unknown": []}

test_own if {
	resources := [
		client("citizens/client/portal", {"clientId": "portal"}),
		client("citizens/client/account", {"clientId": "account"}),
		client("master/client/citizens-realm", {"clientId": "citizens-realm"}),
		client("citizens/client/off", {"clientId": "off", "enabled": false}),
		client("citizens/client/saml", {"clientId": "saml", "protocol": "saml"}),
	]
	{found.address | some found in keycloak_client.own} == {"citizens/client/portal"} with input as {"resources": resources}
}

test_code_flow if {
	keycloak_client.may_use_code_flow(client("citizens/client/portal", {}))
	not keycloak_client.may_use_code_flow(client("keycloak_openid_client.portal", {}))
}

test_named if {
	keycloak_client.named(client("a", {"clientId": "partner-tax"}), ["partner-*"])
	not keycloak_client.named(client("a", {"clientId": "portal"}), ["partner-*"])
}
