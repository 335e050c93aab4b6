package bartizan.kubernetes.gateway_listener_exposed_test

import data.bartizan.kubernetes.gateway_listener_exposed as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

gateway(listeners) := {
	"kind": "Gateway", "group": "gateway.networking.k8s.io", "name": "edge", "namespace": "edge",
	"address": "Gateway/edge", "values": {"spec": {"gatewayClassName": "cilium", "listeners": listeners}},
}

route(section, rules) := {"kind": "HTTPRoute", "name": "web", "namespace": "edge", "address": "HTTPRoute/web", "values": {"spec": {
	"parentRefs": [{"name": "edge", "sectionName": section}],
	"rules": rules,
}}}

fleet(resources) := {"complete": true, "resources": resources}

plain := {"name": "http", "protocol": "HTTP", "port": 80}

backend := [{"backendRefs": [{"name": "web", "port": 80}]}]

redirect := [{"filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}]}]

test_violated_by_plaintext if {
	policy.deny == {{
		"message": `Gateway "edge" serves HTTPRoute "web" in plaintext on its listener "http"`,
		"resource": "Gateway/edge",
		"path": ["spec", "listeners", 0, "protocol"],
		"key": "HTTPRoute/web",
		"related": [{"path": ["spec", "parentRefs"], "message": "the route", "resource": "HTTPRoute/web"}],
	}} with input as fleet([gateway([plain]), route("http", backend)])
}

test_violated_by_redirect_of_the_path_only if {
	rules := [{"filters": [{"type": "RequestRedirect", "requestRedirect": {"path": {}}}]}]
	count(policy.deny) == 1 with input as fleet([gateway([plain]), route("http", rules)])
}

test_violated_without_certificate if {
	some finding in policy.deny with input as fleet([gateway([plain, {"name": "https", "protocol": "HTTPS", "port": 443}])])
	finding.path == ["spec", "listeners", 1, "tls"]
	finding.message == `Gateway "edge" has no certificate on its listener "https"`
}

test_violated_by_routes_of_all_namespaces if {
	listener := {"name": "https", "protocol": "HTTPS", "tls": {"certificateRefs": [{"name": "a"}]}, "allowedRoutes": {"namespaces": {"from": "All"}}}
	some finding in policy.deny with input as fleet([gateway([listener])])
	finding.path == ["spec", "listeners", 0, "allowedRoutes", "namespaces", "from"]
	finding.message == `Gateway "edge" takes routes of every namespace on its listener "https"`
	finding.fix[0].value == "Same"
}

test_satisfied if {
	every resources in [
		[gateway([plain]), route("http", redirect)],
		[gateway([plain])],
		[gateway([plain, {"name": "https", "protocol": "HTTPS", "tls": {"mode": "Terminate"}}]), route("https", backend)],
		[gateway(null)],
		[object.union(gateway([plain]), {"values": {"spec": {"gatewayClassName": "istio-waypoint"}}}), route("http", backend)],
		[object.union(gateway([plain]), {"group": "networking.istio.io"}), route("http", backend)],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_incomplete_fleet_is_undetermined if {
	resources := {"complete": false, "resources": [gateway([plain])]}
	count(policy.deny) == 0 with input as resources
	policy.undetermined == {{
		"resource": "Gateway/edge",
		"path": ["spec", "listeners", 0, "protocol"],
		"reason": "the routes of the listener may stand outside this scan",
	}} with input as resources
}

test_unknown_is_undetermined if {
	every path in [["spec"], ["spec", "listeners"], ["spec", "listeners", 0, "protocol"]] {
		resources := fleet([unknown(gateway([plain]), path), route("http", backend)])
		count(policy.deny) == 0 with input as resources
		policy.undetermined == {{"resource": "Gateway/edge", "path": path, "reason": "known after apply"}} with input as resources
	}
	resources := fleet([gateway([plain]), unknown(route("http", backend), ["spec", "rules", 0, "filters"])])
	count(policy.deny) == 0 with input as resources
	count(policy.undetermined) == 1 with input as resources
}
