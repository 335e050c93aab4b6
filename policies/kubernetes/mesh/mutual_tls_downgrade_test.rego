package bartizan.kubernetes.mutual_tls_downgrade_test

import data.bartizan.kubernetes.mutual_tls_downgrade as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

peer_authentication(spec) := {"kind": "PeerAuthentication", "name": "default", "values": {"spec": spec}}

test_violated if {
	every mode in ["PERMISSIVE", "DISABLE"] {
		some finding in policy.deny with input as peer_authentication({"mtls": {"mode": mode}})
		finding.path == ["spec", "mtls", "mode"]
		finding.message == sprintf(`PeerAuthentication "default" sets mutual TLS to %s`, [mode])
		finding.fix[0].value == "STRICT"
	}
}

test_violated_by_port if {
	some finding in policy.deny with input as peer_authentication({"mtls": {"mode": "STRICT"}, "portLevelMtls": {"8080": {"mode": "DISABLE"}}})
	finding.path == ["spec", "portLevelMtls", "8080", "mode"]
	finding.message == `PeerAuthentication "default" sets mutual TLS of port 8080 to DISABLE`
}

test_satisfied if {
	every mode in ["STRICT", "UNSET"] {
		count(policy.deny) == 0 with input as peer_authentication({"mtls": {"mode": mode}})
	}
}

test_absent_mode_is_inherited if {
	count(policy.deny) == 0 with input as peer_authentication({"selector": {}, "portLevelMtls": {"8080": null}})
	count(policy.deny) == 0 with input as peer_authentication(null)
}

test_unknown_is_undetermined if {
	every path in [["spec", "mtls", "mode"], ["spec", "portLevelMtls", "8080", "mode"]] {
		resource := unknown(peer_authentication({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
