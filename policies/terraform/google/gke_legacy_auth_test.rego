package bartizan.terraform.gke_legacy_auth_test

import data.bartizan.terraform.gke_legacy_auth as policy

cluster(values) := {"kind": "google_container_cluster", "name": "c", "values": values, "unknown": []}

certificate := ["master_auth", 0, "client_certificate_config", 0, "issue_client_certificate"]

issues(value) := {"master_auth": [{"client_certificate_config": [{"issue_client_certificate": value}]}]}

test_violated_by_abac if {
	some finding in policy.deny with input as cluster({"enable_legacy_abac": "true"})
	finding.path == ["enable_legacy_abac"]
	finding.message == `cluster "c" uses legacy authorisation (ABAC) beside roles`
	count(policy.deny) == 0 with input as cluster({"enable_legacy_abac": finding.fix[0].value})
}

test_violated_by_certificate if {
	some finding in policy.deny with input as cluster(issues(true))
	finding.path == certificate
	finding.message == `cluster "c" issues a client certificate`
	finding.fix == [{"op": "set", "path": certificate, "value": false, "safety": "unsafe"}]
}

test_violated_by_password if {
	policy.deny == {{
		"path": ["master_auth", 0, "password"],
		"message": `cluster "c" lets in with a password`,
	}} with input as cluster({"master_auth": [{"username": "admin", "password": "correct horse"}]})
}

test_satisfied if {
	every values in [{}, {"enable_legacy_abac": false}, issues(false), {"master_auth": [{"username": "", "password": ""}]}] {
		count(policy.deny) == 0 with input as cluster(values)
		count(policy.undetermined) == 0 with input as cluster(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["enable_legacy_abac"], ["master_auth"], certificate, ["master_auth", 0, "password"]] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}
