package bartizan.terraform.default_service_account_test

import data.bartizan.terraform.default_service_account as policy

instance(values) := {"kind": "google_compute_instance", "name": "i", "values": values, "unknown": []}

account(values) := {"service_account": [values]}

unsure(values, address) := object.union(instance(values), {
	"unknown": [{"path": ["service_account", 0, "email"], "reason": "known after apply"}],
	"references": [{"path": ["service_account", 0, "email"], "address": address}],
})

test_violated if {
	some finding in policy.deny with input as instance(account({"email": "123456789012-compute@developer.gserviceaccount.com", "scopes": ["logging-write"]}))
	finding.path == ["service_account", 0, "email"]
	finding.message == `instance "i" runs as the default service account`
}

test_violated_without_email if {
	every values in [{"scopes": ["https://www.googleapis.com/auth/cloud-platform"]}, {"email": "default", "scopes": ["cloud-platform"]}] {
		some finding in policy.deny with input as instance(account(values))
		finding.message == `instance "i" runs as the default service account with access to all APIs`
	}
}

test_violated_by_reference if {
	count(policy.deny) == 1 with input as unsure(account({"scopes": []}), "data.google_compute_default_service_account.d")
	count(policy.undetermined) == 0 with input as unsure(account({"scopes": []}), "data.google_compute_default_service_account.d")
}

test_satisfied if {
	every subject in [
		instance({}),
		instance(account({"email": "portal@citizens.iam.gserviceaccount.com", "scopes": ["cloud-platform"]})),
		unsure(account({"scopes": ["cloud-platform"]}), "google_service_account.portal"),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [[account({}), ["service_account", 0, "email"]], [{}, ["service_account"]]] {
		subject := object.union(instance(case[0]), {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as subject
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as subject
	}
}
