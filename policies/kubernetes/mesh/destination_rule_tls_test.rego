package bartizan.kubernetes.destination_rule_tls_test

import data.bartizan.kubernetes.destination_rule_tls as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

rule(host, traffic) := {"kind": "DestinationRule", "name": "web", "values": {"spec": {"host": host, "trafficPolicy": traffic}}}

tls(host, settings) := rule(host, {"tls": settings})

test_violated if {
	policy.deny == {{
		"message": `DestinationRule "web" sends plaintext to "web.prod.svc.cluster.local": its TLS mode is DISABLE`,
		"path": ["spec", "trafficPolicy", "tls", "mode"],
		"fix": [{"op": "set", "path": ["spec", "trafficPolicy", "tls", "mode"], "value": "ISTIO_MUTUAL", "safety": "unsafe"}],
	}} with input as tls("web.prod.svc.cluster.local", {"mode": "DISABLE"})
	every host in ["web", "*.local", "web.prod.svc"] {
		count(policy.deny) == 1 with input as tls(host, {"mode": "DISABLE"})
	}
}

test_violated_without_verification if {
	some finding in policy.deny with input as tls("api.example.org", {"mode": "SIMPLE", "insecureSkipVerify": true})
	finding.path == ["spec", "trafficPolicy", "tls", "insecureSkipVerify"]
	some simple in policy.deny with input as tls("web", {"mode": "SIMPLE"})
	simple.message == `DestinationRule "web" gives up the identities of the mesh towards "web": mode SIMPLE without caCertificates`
}

test_violated_by_port_and_subset if {
	some port in policy.deny with input as rule("web", {"portLevelSettings": [{"port": {"number": 80}, "tls": {"mode": "DISABLE"}}]})
	port.path == ["spec", "trafficPolicy", "portLevelSettings", 0, "tls", "mode"]
	resource := {"kind": "DestinationRule", "name": "web", "values": {"spec": {"host": "web", "subsets": [{"name": "v1", "trafficPolicy": {"tls": {"mode": "DISABLE"}}}]}}}
	some subset in policy.deny with input as resource
	subset.path == ["spec", "subsets", 0, "trafficPolicy", "tls", "mode"]
}

test_satisfied if {
	every resource in [
		tls("web", {"mode": "ISTIO_MUTUAL"}),
		tls("web", {"mode": "SIMPLE", "caCertificates": "/etc/ca.pem"}),
		tls("web", {"mode": "SIMPLE", "credentialName": "ca"}),
		tls("api.example.org", {"mode": "SIMPLE"}),
		tls("api.example.org", {"mode": "DISABLE"}),
		tls("kubernetes.default.svc.cluster.local", {"mode": "DISABLE"}),
		rule("web", null),
	] {
		count(policy.deny) == 0 with input as resource
	}
}

test_unknown_is_undetermined if {
	every path in [["spec", "trafficPolicy"], ["spec", "trafficPolicy", "tls", "mode"], ["spec", "host"]] {
		resource := unknown(tls("web", {"mode": "DISABLE"}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
