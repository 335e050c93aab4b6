package bartizan.keycloak.no_wallet_issuance_test

import data.bartizan.keycloak.no_wallet_issuance as policy

realm(values) := {"kind": "realm", "name": "citizens", "address": "citizens", "unknown": [], "values": object.union({"realm": "citizens"}, values)}

scope(protocol) := {"kind": "client_scope", "name": "residence", "address": "citizens/client-scope/residence", "unknown": [], "values": {"name": "residence", "protocol": protocol}}

running(image) := {"kind": "Deployment", "name": "x", "address": "x", "values": {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}}}

on := realm({"verifiableCredentialsEnabled": true})

fleet(resources) := {"complete": true, "resources": resources}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_without_scopes if {
	every resources in [[realm({})], [on], [on, scope("openid-connect")], [realm({}), running("nginx:1")]] {
		policy.deny == {{"message": "no realm issues credentials to wallets", "path": []}} with input as fleet(resources)
	}
}

test_violated_by_the_switch if {
	policy.deny == {{
		"message": `realm "citizens" describes credentials but does not issue them`,
		"resource": "citizens",
		"path": ["verifiableCredentialsEnabled"],
		"fix": [{"op": "set", "path": ["verifiableCredentialsEnabled"], "value": true, "safety": "unsafe"}],
	}} with input as fleet([realm({}), scope("oid4vc")])
}

test_satisfied if {
	count(policy.deny) == 0 with input as fleet([on, scope("oid4vc")])
	count(policy.deny) == 0 with input as fleet([realm({}), running("waltid/issuer-api:0.9")])
	count(policy.undetermined) == 0 with input as {"complete": false, "resources": [on, scope("oid4vc")]}
}

test_no_realm_is_the_matter_of_another_policy if count(policy.deny) == 0 with input as fleet([running("nginx:1")])

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": [realm({})]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

test_unknown_is_undetermined if {
	every resources in [
		[unknown_at(realm({}), ["verifiableCredentialsEnabled"]), scope("oid4vc")],
		[on, unknown_at(scope(null), ["protocol"])],
		[realm({"verifiableCredentialsEnabled": "$(env:VC)"}), scope("oid4vc")],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 1 with input as fleet(resources)
	}
}

test_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([realm({}), running("nginx:1")]), {"parameters": {"software": ["nginx"]}})
}
