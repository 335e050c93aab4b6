package bartizan.kubernetes.token_check_without_demand_test

import data.bartizan.kubernetes.token_check_without_demand as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

check(spec) := {
	"kind": "RequestAuthentication", "name": "jwt", "namespace": "prod", "address": "RequestAuthentication/jwt",
	"values": {"spec": object.union({"jwtRules": [{"issuer": "https://sso.example.org"}]}, spec)},
}

rules(namespace, spec) := {"kind": "AuthorizationPolicy", "name": "a", "namespace": namespace, "address": "AuthorizationPolicy/a", "values": {"spec": spec}}

web := {"selector": {"matchLabels": {"app": "web"}}}

asking := {"rules": [{"from": [{"source": {"requestPrincipals": ["*"]}}]}]}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{
		"message": `RequestAuthentication "jwt" lets requests without a token pass: no authorisation policy asks for one`,
		"resource": "RequestAuthentication/jwt",
		"path": ["metadata", "name"],
	}} with input as fleet([check(web)])
	every resource in [
		rules("prod", {"rules": [{"from": [{"source": {"principals": ["a"]}}]}]}),
		rules("other", asking),
		rules("prod", object.union(asking, {"selector": {"matchLabels": {"app": "other"}}})),
	] {
		count(policy.deny) == 1 with input as fleet([check(web), resource])
	}
}

test_violated_by_plain_http if {
	every field in ["issuer", "jwksUri"] {
		some finding in policy.deny with input as {"complete": false, "resources": [check({"jwtRules": [{field: "http://sso.example.org"}]})]}
		finding.path == ["spec", "jwtRules", 0, field]
		finding.message == sprintf(`RequestAuthentication "jwt" trusts %s "http://sso.example.org", which is not https`, [field])
	}
}

test_satisfied if {
	every resource in [
		rules("prod", asking),
		rules("prod", object.union(asking, web)),
		rules("istio-system", asking),
		rules("prod", {"action": "DENY", "rules": [{"from": [{"source": {"notRequestPrincipals": ["*"]}}]}]}),
		rules("prod", {"rules": [{"when": [{"key": "request.auth.claims[role]", "values": ["a"]}]}]}),
		rules("prod", {"action": "CUSTOM", "rules": [{}]}),
	] {
		count(policy.deny) == 0 with input as fleet([check(web), resource])
		count(policy.undetermined) == 0 with input as fleet([check(web), resource])
	}
	gateway := {"targetRefs": [{"kind": "Gateway", "name": "edge"}]}
	count(policy.deny) == 0 with input as fleet([check(gateway), rules("prod", object.union(asking, gateway))])
	count(policy.deny) == 0 with input as fleet([check({"jwtRules": []})])
}

test_root_namespace_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([check(web), rules("mesh", asking)]), {"parameters": {"root_namespace": "mesh"}})
}

test_unknown_is_undetermined if {
	every resources in [
		{"complete": false, "resources": [check(web)]},
		fleet([check(web), unknown(rules("prod", {}), ["spec", "rules"])]),
		fleet([unknown(check({}), ["spec", "selector"])]),
		fleet([object.union(check(web), {"namespace": null})]),
		fleet([check(web), rules(null, asking)]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
	count(policy.undetermined) > 0 with input as fleet([unknown(check({}), ["spec", "jwtRules", 0, "issuer"])])
}
