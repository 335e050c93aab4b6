package bartizan.terraform.load_balancer_tls_test

import data.bartizan.terraform.load_balancer_tls as policy

subject(kind, values) := {"kind": kind, "name": "t", "values": values, "unknown": []}

ssl_policy(values) := subject("google_compute_ssl_policy", values)

good := {"min_tls_version": "TLS_1_2", "profile": "MODERN"}

test_violated_by_version if {
	every kind in ["google_compute_ssl_policy", "google_compute_region_ssl_policy"] {
		some finding in policy.deny with input as subject(kind, object.union(good, {"min_tls_version": "TLS_1_1"}))
		finding.path == ["min_tls_version"]
		finding.message == `TLS policy "t" admits TLS 1.1`
		finding.fix[0].value == "TLS_1_2"
	}
	some finding in policy.deny with input as ssl_policy({"profile": "RESTRICTED"})
	finding.message == `TLS policy "t" admits TLS 1.0`
}

test_violated_by_profile if {
	every values in [{"min_tls_version": "TLS_1_2"}, {"min_tls_version": "TLS_1_2", "profile": "COMPATIBLE"}] {
		policy.deny == {{
			"path": ["profile"],
			"message": `TLS policy "t" admits weak ciphers (profile COMPATIBLE)`,
			"fix": [{"op": "set", "path": ["profile"], "value": "MODERN", "safety": "unsafe"}],
		}} with input as ssl_policy(values)
	}
}

test_violated_without_policy if {
	every kind in ["google_compute_target_https_proxy", "google_compute_region_target_https_proxy", "google_compute_target_ssl_proxy"] {
		policy.deny == {{
			"path": ["ssl_policy"],
			"message": `proxy "t" has no TLS policy and admits TLS 1.0`,
		}} with input as subject(kind, {"ssl_policy": ""})
	}
}

test_satisfied if {
	every given in [
		ssl_policy(good),
		ssl_policy({"min_tls_version": "TLS_1_3", "profile": "RESTRICTED"}),
		ssl_policy({"min_tls_version": "TLS_1_2", "profile": "CUSTOM"}),
		subject("google_compute_target_https_proxy", {"ssl_policy": "projects/p/global/sslPolicies/modern"}),
	] {
		count(policy.deny) == 0 with input as given
	}
}

test_unknown_counts_as_set if {
	every case in [
		[ssl_policy({"profile": "MODERN"}), ["min_tls_version"]],
		[ssl_policy({"min_tls_version": "TLS_1_2"}), ["profile"]],
		[subject("google_compute_target_https_proxy", {}), ["ssl_policy"]],
	] {
		count(policy.deny) == 0 with input as object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
	}
}
