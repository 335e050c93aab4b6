package bartizan.lib.client_policies_test

import data.bartizan.lib.client_policies

realm(policies, profiles) := {"kind": "realm", "address": "citizens", "unknown": [], "values": {
	"clientPolicies": {"policies": policies},
	"clientProfiles": {"profiles": profiles},
}}

unit(resources) := {"complete": true, "resources": resources}

policy(enabled, conditions, profiles) := {"name": "p", "enabled": enabled, "conditions": conditions, "profiles": profiles}

anyone := [{"condition": "any-client", "configuration": {}}]

own := [{"name": "mine", "executors": [{"executor": "secret-rotation", "configuration": {}}]}]

test_executors if {
	client_policies.executors == {"secret-rotation"} with input as unit([realm([policy(true, anyone, ["mine"])], own)])
	"dpop-bind-enforcer" in client_policies.executors with input as unit([realm([policy("true", anyone, ["oauth-2-1-for-public-client"])], [])])
}

test_policies_that_do_nothing if {
	every useless in [policy(false, anyone, ["mine"]), policy(true, [], ["mine"]), policy(true, anyone, ["other"])] {
		client_policies.executors == set() with input as unit([realm([useless], own)])
	}
}

test_undecided if {
	hidden := object.union(realm([], []), {"unknown": [{"path": ["clientProfiles"], "reason": "known after apply"}]})
	client_policies.undecided == {"known after apply"} with input as unit([hidden])
	count(client_policies.undecided) == 1 with input as {"complete": false, "resources": []}
	count(client_policies.undecided) == 0 with input as {"complete": false, "resources": [realm([], [])]}
}
