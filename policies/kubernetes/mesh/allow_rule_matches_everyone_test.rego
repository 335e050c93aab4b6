package bartizan.kubernetes.allow_rule_matches_everyone_test

import data.bartizan.kubernetes.allow_rule_matches_everyone as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

authorization_policy(spec) := {"kind": "AuthorizationPolicy", "name": "web", "values": {"spec": spec}}

source(values) := authorization_policy({"rules": [{"from": [{"source": values}]}]})

test_violated_by_empty_rule if {
	some finding in policy.deny with input as authorization_policy({"action": "ALLOW", "rules": [{}]})
	finding.path == ["spec", "rules", 0]
	finding.message == `AuthorizationPolicy "web" allows everyone: its rule 0 is empty`
}

test_violated_without_source if {
	some finding in policy.deny with input as authorization_policy({"rules": [{"to": [{"operation": {"methods": ["GET"]}}]}]})
	finding.path == ["spec", "rules", 0, "from"]
	finding.message == `AuthorizationPolicy "web" allows every caller: its rule 0 names no source`
}

test_violated_by_wildcard if {
	some finding in policy.deny with input as source({"principals": ["*"]})
	finding.path == ["spec", "rules", 0, "from", 0, "source"]
	finding.message == `AuthorizationPolicy "web" allows every caller: a source of its rule 0 is "*"`
}

test_satisfied if {
	every values in [{"principals": ["cluster.local/ns/a/sa/b"]}, {"principals": ["*"], "namespaces": ["a"]}, {"requestPrincipals": ["*"]}] {
		count(policy.deny) == 0 with input as source(values)
	}
}

test_other_actions_and_no_rules if {
	count(policy.deny) == 0 with input as authorization_policy({"action": "DENY", "rules": [{}]})
	count(policy.deny) == 0 with input as authorization_policy({})
	count(policy.deny) == 0 with input as authorization_policy(null)
}

test_gateway_takes_calls_from_outside if {
	rules := [{"to": [{"operation": {"paths": ["/health"]}}]}]
	count(policy.deny) == 0 with input as authorization_policy({"selector": {"matchLabels": {"istio": "ingressgateway"}}, "rules": rules})
	count(policy.deny) == 0 with input as authorization_policy({"targetRefs": [{"kind": "Gateway", "name": "edge"}], "rules": rules})
	count(policy.deny) == 1 with input as authorization_policy({"targetRefs": [{"kind": "Service", "name": "web"}], "rules": rules})
}

test_condition_on_the_caller if {
	count(policy.deny) == 0 with input as authorization_policy({"rules": [{"when": [{"key": "request.auth.claims[role]", "values": ["admin"]}]}]})
}

test_unknown_is_undetermined if {
	every path in [["spec", "rules"], ["spec", "rules", 0, "from"], ["spec", "action"], ["spec"]] {
		resource := unknown(authorization_policy({"rules": [{}]}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
