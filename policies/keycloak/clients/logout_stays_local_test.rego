package bartizan.keycloak.logout_stays_local_test

import data.bartizan.keycloak.logout_stays_local as policy

client(values) := {
	"kind": "client",
	"name": "portal",
	"address": "citizens/client/portal",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"clientId": "portal"}, values),
}

unknown_at(values, path) := object.union(client(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

test_violated_by_the_default if {
	policy.deny == {{
		"message": `client "portal" is not told when its users log out`,
		"path": ["attributes", "backchannel.logout.url"],
	}} with input as client({})
	count(policy.deny) == 1 with input as client({"frontchannelLogout": false, "attributes": {"backchannel.logout.url": ""}})
}

test_satisfied if {
	count(policy.deny) == 0 with input as client({"frontchannelLogout": true})
	count(policy.deny) == 0 with input as client({"attributes": {"backchannel.logout.url": "https://portal.example.org/logout"}})
	count(policy.deny) == 0 with input as client({"adminUrl": "https://portal.example.org/"})
	every values in [{"standardFlowEnabled": false}, {"bearerOnly": true}, {"enabled": false}, {"protocol": "saml"}, {"clientId": "account-console"}] {
		count(policy.deny) == 0 with input as client(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["frontchannelLogout"], ["attributes", "backchannel.logout.url"], ["adminUrl"], ["standardFlowEnabled"], ["enabled"], ["bearerOnly"], ["protocol"]] {
		resource := unknown_at({}, path)
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {path}
	}
	count(policy.undetermined) == 0 with input as client({"attributes": {"backchannel.logout.url": "$(env:LOGOUT)"}})
}
