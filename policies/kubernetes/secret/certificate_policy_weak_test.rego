package bartizan.kubernetes.certificate_policy_weak_test

import data.bartizan.kubernetes.certificate_policy_weak as policy

certificate(spec) := {"kind": "Certificate", "name": "web", "values": {"spec": object.union({"secretName": "web-tls"}, spec)}}

found(spec) := {finding.path | some finding in policy.deny with input as certificate(spec)}

test_violated_by_key if {
	policy.deny == {{
		"message": `Certificate "web" has an RSA key of 1024 bits`,
		"path": ["spec", "privateKey", "size"],
		"fix": [{"op": "set", "path": ["spec", "privateKey", "size"], "value": 2048, "safety": "unsafe"}],
	}} with input as certificate({"privateKey": {"size": 1024}})
	found({"privateKey": {"algorithm": "ECDSA", "size": 224}}) == {["spec", "privateKey", "size"]}
}

test_violated_by_rotation if found({"privateKey": {"rotationPolicy": "Never"}}) == {["spec", "privateKey", "rotationPolicy"]}

test_violated_by_duration if {
	every text in ["2161h", "8760h0m0s", "2160h1m"] {
		found({"duration": text}) == {["spec", "duration"]}
	}
}

test_satisfied if {
	every spec in [
		{},
		{"privateKey": {"algorithm": "ECDSA", "size": 256}},
		{"privateKey": {"algorithm": "RSA", "size": 2048, "rotationPolicy": "Always"}},
		{"privateKey": {"algorithm": "Ed25519"}},
		{"duration": "2160h"},
		{"duration": "87600h", "isCA": true},
	] {
		count(policy.deny) == 0 with input as certificate(spec)
	}
	count(policy.deny) == 0 with input as {"kind": "Certificate", "name": "web", "values": {"spec": null}}
}

test_parameter if {
	count(policy.deny) == 1 with input as object.union(certificate({"duration": "2160h"}), {"parameters": {"max_hours": 2159}})
}

test_unknown_is_undetermined if {
	every path in [["spec"], ["spec", "privateKey"], ["spec", "privateKey", "size"], ["spec", "duration"], ["spec", "isCA"]] {
		resource := object.union(certificate({"duration": "9000h"}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
}
