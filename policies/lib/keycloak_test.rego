package bartizan.lib.keycloak_test

import data.bartizan.lib.keycloak

resource(values) := {"values": values, "unknown": [], "actions": [], "complete": false, "name": "x", "address": "citizens"}

test_null_and_absent_are_the_default if {
	keycloak.value(["a", "b"], 5) == 5 with input as resource({})
	keycloak.value(["a", "b"], 5) == 5 with input as resource({"a": {"b": null}})
	keycloak.value(["a", "b"], 5) == 0 with input as resource({"a": {"b": 0}})
}

test_booleans_may_be_strings if {
	keycloak.normal("True") == true
	keycloak.normal("false") == false
	keycloak.normal("S256") == "S256"
	keycloak.normal(7) == 7
}

test_numbers_may_be_strings if {
	keycloak.number("-1") == -1
	keycloak.number(300) == 300
	count({n | some text in ["", "5m", "$(env:X)"]; n := keycloak.number(text)}) == 0
}

test_placeholders if {
	every text in ["$(env:X)", "${X}", "${X:5}", "https://$(env:HOST)/"] {
		keycloak.placeholder(text)
	}
	count({text |
		some text in ["${vault.x}", "${authBaseUrl}", "${client_account}", "${role_default-roles}", "$x", "x"]
		keycloak.placeholder(text)
	}) == 0
}

test_may_and_is if {
	known := resource({"enabled": true})
	keycloak.is(["enabled"], false, {true}) with input as known
	keycloak.may(["enabled"], false, {true}) with input as known
	unknown := object.union(resource({}), {"unknown": [{"path": ["enabled"], "reason": "known after apply"}]})
	keycloak.may(["enabled"], false, {true}) with input as unknown
	count({x | x := keycloak.is(["enabled"], true, {true})}) == 0 with input as unknown
}

test_fragment_of_a_realm if {
	keycloak.fragment with input as resource({"realm": "citizens", "enabled": true, "clients": []})
}

test_no_fragment if {
	every given in [
		resource({"realm": "citizens", "sslRequired": "all", "clients": []}),
		resource({"realm": "citizens", "enabled": true}),
		object.union(resource({"realm": "citizens", "clients": []}), {"complete": true}),
		object.union(resource({"realm": "citizens", "clients": []}), {"actions": ["create"]}),
	] {
		keycloak.fragment == false with input as given
	}
}

test_major_version if {
	keycloak.major_of({"version": "26.4.0"}) == 26
	count({n | some version in [null, "nightly"]; n := keycloak.major_of({"version": version})}) == 0
}

test_before_a_release if {
	count({version | some version in ["25.0.6", "26.6.1"]; keycloak.before(26, 7) with input as {"version": version}}) == 2
	count({version | some version in ["26.7.0", "27.0.0", null]; keycloak.before(26, 7) with input as {"version": version}}) == 0
}

test_built_in_clients if {
	keycloak.builtin with input as object.union(resource({"clientId": "account"}), {"address": "citizens/client/account"})
	keycloak.builtin with input as object.union(resource({"clientId": "a-realm"}), {"address": "master/client/a-realm"})
	keycloak.builtin == false with input as object.union(resource({"clientId": "a-realm"}), {"address": "citizens/client/a-realm"})
}

test_roles_that_contain_others if {
	edges := keycloak.role_edges({"roles": {
		"realm": [{"name": "a", "composites": {"realm": ["b"]}}, {"name": "b", "composites": {"client": {"c": ["d"]}}}],
		"client": {"c": [{"name": "d", "composites": {"client": {"c": ["e"]}}}]},
	}})
	keycloak.containing(edges, {keycloak.client_role("c", "e")}) == {"realm:a", "realm:b", "client:c:d", "client:c:e"}
}

test_groups_of_all_levels if {
	groups := keycloak.groups({"groups": [{"name": "a", "subGroups": [{"name": "b", "subGroups": [{"name": "c"}]}]}]})
	{group.path: group.place | some group in groups} == {
		"/a": ["groups", 0],
		"/a/b": ["groups", 0, "subGroups", 0],
		"/a/b/c": ["groups", 0, "subGroups", 0, "subGroups", 0],
	}
}

test_code_flow_by_default if {
	keycloak.code_flow with input as resource({})
	not keycloak.may_use_code_flow with input as object.union(resource({}), {"address": "module.a.keycloak_openid_client.portal[\"x\"]"})
	keycloak.code_flow with input as object.union(resource({"standardFlowEnabled": true}), {"address": "keycloak_openid_client.portal"})
}
