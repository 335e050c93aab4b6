package bartizan.kubernetes.route_without_rate_limit_test

import data.bartizan.kubernetes.route_without_rate_limit as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

ingress(class, annotations) := {"kind": "Ingress", "name": "web", "namespace": "prod", "address": "Ingress/web", "values": {
	"metadata": {"annotations": annotations},
	"spec": {"ingressClassName": class},
}}

apisix(plugins) := {"kind": "ApisixRoute", "name": "web", "namespace": "prod", "address": "ApisixRoute/web", "values": {"spec": {"http": [{"name": "a", "plugins": plugins}]}}}

plugin := {"kind": "KongPlugin", "name": "limit", "namespace": "prod", "address": "p", "values": {"plugin": "rate-limiting"}}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{
		"message": `Ingress "web" has no rate limit`,
		"resource": "Ingress/web",
		"path": ["metadata", "annotations"],
		"fix": [{"op": "set", "path": ["metadata", "annotations", "nginx.ingress.kubernetes.io/limit-rps"], "value": "20", "safety": "unsafe"}],
	}} with input as {"complete": false, "resources": [ingress("nginx", {})]}
	some finding in policy.deny with input as fleet([apisix([{"name": "limit-req", "enable": false}])])
	finding.path == ["spec", "http", 0, "plugins"]
	finding.message == `route "a" of ApisixRoute "web" has no rate limit`
	count(policy.deny) == 1 with input as fleet([ingress("kong", {}), plugin])
}

test_satisfied if {
	every resources in [
		[ingress("nginx", {"nginx.ingress.kubernetes.io/limit-rpm": "100"})],
		[ingress("kong", {"konghq.com/plugins": "limit"}), plugin],
		[apisix([{"name": "limit-count", "enable": true}])],
		[ingress("alb", {})],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_unknown_is_undetermined if {
	every resources in [
		{"complete": false, "resources": [ingress("kong", {})]},
		fleet([ingress("kong", {"konghq.com/plugins": "limit"})]),
		fleet([ingress("contour", {})]),
		fleet([unknown(ingress("nginx", {}), ["metadata", "annotations"])]),
		fleet([unknown(apisix([]), ["spec", "http", 0, "plugins"])]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}
