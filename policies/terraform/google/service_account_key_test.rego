package bartizan.terraform.service_account_key_test

import data.bartizan.terraform.service_account_key as policy

key(values) := {"kind": "google_service_account_key", "name": "k", "values": values, "unknown": []}

test_violated if {
	policy.deny == {{
		"path": ["service_account_id"],
		"message": `service account "portal@citizens.iam.gserviceaccount.com" gets a permanent key`,
	}} with input as key({"service_account_id": "portal@citizens.iam.gserviceaccount.com"})
}

test_violated_for_unknown_account if {
	some finding in policy.deny with input as key({"public_key_data": "c3R1ZmY="})
	finding.message == "service account gets a permanent key"
}

test_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "google_service_account", "values": {}}
}
