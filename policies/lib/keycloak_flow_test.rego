package bartizan.lib.keycloak_flow_test

import data.bartizan.lib.keycloak_flow

flows := [
	{"alias": "top", "authenticationExecutions": [
		{"authenticator": "auth-cookie", "requirement": "ALTERNATIVE"},
		{"authenticator": "auth-spnego", "requirement": "DISABLED"},
		{"flowAlias": "forms", "requirement": "ALTERNATIVE"},
		{"flowAlias": "off", "requirement": "DISABLED"},
	]},
	{"alias": "forms", "authenticationExecutions": [{"authenticator": "auth-otp-form", "requirement": "REQUIRED"}]},
	{"alias": "off", "authenticationExecutions": [{"authenticator": "idp-auto-link", "requirement": "REQUIRED"}]},
]

test_reached if keycloak_flow.reached(flows, "top") == {"top", "forms"}

test_authenticators if {
	keycloak_flow.authenticators(flows, "top") == {"auth-cookie", "auth-otp-form"}
	keycloak_flow.authenticators(flows, "absent") == set()
}
