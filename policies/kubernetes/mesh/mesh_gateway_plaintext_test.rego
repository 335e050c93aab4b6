package bartizan.kubernetes.mesh_gateway_plaintext_test

import data.bartizan.kubernetes.mesh_gateway_plaintext as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

gateway(server) := {"kind": "Gateway", "name": "edge", "values": {"spec": {"selector": {"istio": "ingressgateway"}, "servers": [server]}}}

http := {"port": {"number": 80, "protocol": "HTTP"}, "hosts": ["a.example.org"]}

https(tls) := {"port": {"number": 443, "protocol": "HTTPS"}, "hosts": ["a.example.org"], "tls": tls}

test_violated if {
	path := ["spec", "servers", 0, "tls", "httpsRedirect"]
	policy.deny == {{
		"message": `Gateway "edge" serves HTTP on port 80 in plaintext and does not redirect`,
		"path": path,
		"fix": [{"op": "set", "path": path, "value": true, "safety": "unsafe"}],
	}} with input as gateway(http)
}

test_violated_by_old_protocol if {
	every version in ["TLSV1_0", "TLSV1_1"] {
		some finding in policy.deny with input as gateway(https({"mode": "SIMPLE", "minProtocolVersion": version}))
		finding.path == ["spec", "servers", 0, "tls", "minProtocolVersion"]
		finding.message == sprintf(`Gateway "edge" takes connections on port 443 with %s`, [version])
	}
}

test_violated_without_settings if {
	some finding in policy.deny with input as gateway(https(null))
	finding.path == ["spec", "servers", 0, "tls"]
}

test_satisfied if {
	every resource in [
		gateway(object.union(http, {"tls": {"httpsRedirect": true}})),
		gateway(https({"mode": "SIMPLE", "credentialName": "a"})),
		gateway(https({"mode": "SIMPLE", "minProtocolVersion": "TLSV1_2"})),
		gateway({"port": {"number": 443, "protocol": "TLS"}, "tls": {"mode": "PASSTHROUGH"}}),
		object.union(gateway(http), {"values": {"spec": {"selector": {"istio": "egressgateway"}}}}),
		{"kind": "Gateway", "name": "edge", "values": {"spec": null}},
	] {
		count(policy.deny) == 0 with input as resource
	}
}

test_unknown_is_undetermined if {
	every path in [["spec", "servers"], ["spec", "servers", 0, "tls"], ["spec", "servers", 0, "port", "protocol"], ["spec", "selector"]] {
		resource := unknown(gateway(http), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
