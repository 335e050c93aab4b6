package bartizan.keycloak.no_central_identity_provider_test

import data.bartizan.keycloak.no_central_identity_provider as policy

fleet(resources, complete) := {"platform": "keycloak", "complete": complete, "environment": null, "resources": resources}

test_violated_in_a_complete_fleet if {
	{finding.path | some finding in policy.deny} == {[]} with input as fleet([], true)
	count(policy.undetermined) == 0 with input as fleet([], true)
}

test_undetermined_otherwise if {
	count(policy.deny) == 0 with input as fleet([], false)
	{entry.path | some entry in policy.undetermined} == {[]} with input as fleet([], false)
}

test_satisfied if {
	every kind in ["realm", "aws_cognito_user_pool", "Keycloak"] {
		count(policy.deny) == 0 with input as fleet([{"kind": kind, "address": "x", "values": {}}], true)
		count(policy.undetermined) == 0 with input as fleet([{"kind": kind, "address": "x", "values": {}}], false)
	}
}
