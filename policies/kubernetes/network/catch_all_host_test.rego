package bartizan.kubernetes.catch_all_host_test

import data.bartizan.kubernetes.catch_all_host as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

ingress(rules) := {"kind": "Ingress", "group": "networking.k8s.io", "name": "web", "namespace": "prod", "address": "Ingress/web", "values": {"spec": {"rules": rules}}}

route(spec) := {"kind": "HTTPRoute", "group": "gateway.networking.k8s.io", "name": "web", "namespace": "prod", "address": "HTTPRoute/web", "values": {"spec": spec}}

gateway(listener) := {"kind": "Gateway", "group": "gateway.networking.k8s.io", "name": "edge", "namespace": "prod", "address": "Gateway/edge", "values": {"spec": {"listeners": [listener]}}}

istio_gateway(hosts) := {"kind": "Gateway", "group": "networking.istio.io", "name": "edge", "namespace": "prod", "address": "Gateway/istio", "values": {"spec": {"servers": [{"hosts": hosts}]}}}

fleet(resources) := {"complete": false, "resources": resources}

to_edge := {"parentRefs": [{"name": "edge"}], "rules": [{"backendRefs": [{"name": "a"}]}]}

test_violated if {
	policy.deny == {{
		"message": `Ingress "web" answers every host`,
		"resource": "Ingress/web",
		"path": ["spec", "rules", 0],
		"key": "",
	}} with input as fleet([ingress([{"http": {}}])])
	some finding in policy.deny with input as fleet([ingress([{"host": "*.example.org"}])])
	finding.path == ["spec", "rules", 0, "host"]
	finding.message == `Ingress "web" answers all hosts of "*.example.org"`
}

test_violated_by_route if {
	some finding in policy.deny with input as fleet([route({"hostnames": ["a.example.org", "*.example.com"]})])
	finding.path == ["spec", "hostnames", 1]
	some inherited in policy.deny with input as fleet([route(to_edge), gateway({"name": "https"})])
	inherited.path == ["spec", "hostnames"]
	inherited.message == `HTTPRoute "web" answers every host: listener "https" of Gateway "edge" names no other`
}

test_violated_by_gateway_of_istio if {
	every host in ["*", "prod/*", "*.example.org"] {
		some finding in policy.deny with input as fleet([istio_gateway([host])])
		finding.path == ["spec", "servers", 0, "hosts", 0]
	}
}

test_satisfied if {
	redirect := {"parentRefs": [{"name": "edge"}], "rules": [{"filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}]}]}
	every resources in [
		[ingress([{"host": "a.example.org"}])],
		[ingress(null)],
		[route({"hostnames": ["a.example.org"]})],
		[route(to_edge), gateway({"name": "https", "hostname": "a.example.org"})],
		[route(redirect), gateway({"name": "http"})],
		[istio_gateway(["a.example.org", "prod/b.example.org"])],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_unknown_is_undetermined if {
	every resource in [
		unknown(ingress([{}]), ["spec", "rules", 0, "host"]),
		unknown(ingress([]), ["spec"]),
		unknown(route(to_edge), ["spec", "hostnames"]),
		unknown(istio_gateway(["*"]), ["spec", "servers", 0]),
		route(to_edge),
	] {
		count(policy.deny) == 0 with input as fleet([resource])
		{finding.resource | some finding in policy.undetermined} == {resource.address} with input as fleet([resource])
	}
	count(policy.undetermined) == 1 with input as fleet([route(to_edge), unknown(gateway({}), ["spec", "listeners", 0, "hostname"])])
	count(policy.deny) == 0 with input as fleet([route(to_edge), unknown(gateway({}), ["spec", "listeners", 0, "hostname"])])
}
