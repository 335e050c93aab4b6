package bartizan.keycloak.credential_scope_by_default_test

import data.bartizan.keycloak.credential_scope_by_default as policy

resource(kind, name, values) := {"kind": kind, "name": name, "address": sprintf("citizens/%s/%s", [kind, name]), "unknown": [], "values": values}

realm(values) := {"kind": "realm", "name": "citizens", "address": "citizens", "unknown": [], "values": values}

wallet(values) := resource("client", "wallet", object.union({"clientId": "wallet"}, values))

scope(attributes) := resource("client_scope", "residence", {"name": "residence", "protocol": "oid4vc", "attributes": attributes})

hidden := scope({"display.on.consent.screen": "false"})

asking := wallet({"consentRequired": true, "optionalClientScopes": ["residence"]})

unit(resources) := {"complete": true, "resources": resources}

found(resources) := {[finding.resource, finding.path] | some finding in policy.deny with input as unit(resources)}

unknown_at(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_by_the_realm if {
	policy.deny == {{
		"message": `realm "citizens" gives credential "residence" to every client by default`,
		"resource": "citizens",
		"path": ["defaultDefaultClientScopes", 1],
		"key": "residence",
		"fix": [{"op": "remove", "path": ["defaultDefaultClientScopes", 1], "safety": "unsafe"}],
	}} with input as unit([realm({"defaultDefaultClientScopes": ["email", "residence"]}), scope({})])
}

test_violated_by_a_client if {
	found([wallet({"defaultClientScopes": ["residence"]}), scope({})]) == {["citizens/client/wallet", ["defaultClientScopes", 0]]}
}

test_violated_without_consent if {
	found([asking, hidden]) == {["citizens/client_scope/residence", ["attributes", "display.on.consent.screen"]]}
}

test_satisfied if {
	found([realm({"defaultDefaultClientScopes": ["email"], "defaultOptionalClientScopes": ["residence"]}), asking, scope({})]) == set()
	found([wallet({"optionalClientScopes": ["residence"]}), hidden]) == set()
	count(policy.deny) == 0 with input as unit([asking, scope({"display.on.consent.screen": "true"})])
	count(policy.undetermined) == 0 with input as unit([asking, scope({})])
}

test_only_credentials if {
	other := resource("client_scope", "residence", {"name": "residence", "protocol": "openid-connect"})
	found([wallet({"defaultClientScopes": ["residence"]}), other]) == set()
}

test_another_realm if {
	elsewhere := object.union(wallet({"defaultClientScopes": ["residence"]}), {"address": "staff/client/wallet"})
	found([elsewhere, scope({})]) == set()
}

test_unknown_is_undetermined if {
	every case in [
		[realm({}), ["defaultDefaultClientScopes"], [scope({})]],
		[wallet({}), ["defaultClientScopes"], [scope({})]],
		[wallet({"optionalClientScopes": ["residence"]}), ["consentRequired"], [hidden]],
		[scope({}), ["attributes", "display.on.consent.screen"], [asking]],
		[object.union(scope({}), {"values": {"protocol": null}}), ["protocol"], [wallet({"defaultClientScopes": ["residence"]})]],
	] {
		subject := unknown_at(case[0], case[1])
		given := unit(array.concat([subject], case[2]))
		count(policy.deny) == 0 with input as given
		[subject.address, case[1]] in {[entry.resource, entry.path] | some entry in policy.undetermined} with input as given
	}
}
