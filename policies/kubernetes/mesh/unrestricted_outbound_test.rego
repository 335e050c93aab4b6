package bartizan.kubernetes.unrestricted_outbound_test

import data.bartizan.kubernetes.unrestricted_outbound as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

operator(config) := {"kind": "IstioOperator", "name": "mesh", "values": {"spec": {"meshConfig": config}}}

config_map(text) := {"kind": "ConfigMap", "name": "istio", "values": {"data": {"mesh": text}}}

test_violated if {
	path := ["spec", "meshConfig", "outboundTrafficPolicy", "mode"]
	policy.deny == {{
		"message": `IstioOperator "mesh" lets pods call any address outside: outboundTrafficPolicy.mode is ALLOW_ANY`,
		"path": path,
		"fix": [{"op": "set", "path": path, "value": "REGISTRY_ONLY", "safety": "unsafe"}],
	}} with input as operator({"outboundTrafficPolicy": {"mode": "ALLOW_ANY"}})
	count(policy.deny) == 1 with input as operator({})
}

test_violated_by_config_map if {
	some finding in policy.deny with input as config_map("accessLogFile: /dev/stdout\n")
	finding.path == ["data", "mesh", "@yaml", "outboundTrafficPolicy", "mode"]
}

test_violated_by_release if {
	some finding in policy.deny with input as {"kind": "helm_release", "name": "istiod", "values": {"chart": "istiod"}}
	finding.path == ["values"]
}

test_satisfied if {
	count(policy.deny) == 0 with input as operator({"outboundTrafficPolicy": {"mode": "REGISTRY_ONLY"}})
	count(policy.deny) == 0 with input as config_map("outboundTrafficPolicy:\n  mode: REGISTRY_ONLY\n")
	count(policy.deny) == 0 with input as {"kind": "ConfigMap", "name": "web", "values": {"data": {"mesh": "a: b"}}}
	count(policy.deny) == 0 with input as {"kind": "HelmRelease", "name": "web", "values": {"spec": {"chart": {"spec": {"chart": "web"}}}}}
}

test_unknown_is_undetermined if {
	every path in [["spec", "meshConfig"], ["spec", "meshConfig", "outboundTrafficPolicy", "mode"]] {
		resource := unknown(operator({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
	count(policy.undetermined) == 1 with input as unknown({"kind": "ConfigMap", "name": "istio", "values": {}}, ["data", "mesh"])
	count(policy.undetermined) == 0 with input as unknown({"kind": "ConfigMap", "name": "web", "values": {}}, ["data", "mesh"])
}
