package bartizan.terraform.bucket_access_log_test

import data.bartizan.terraform.bucket_access_log as policy

bucket(name, values) := {
	"kind": "google_storage_bucket",
	"name": name,
	"address": concat(".", ["google_storage_bucket", name]),
	"values": object.union({"name": name}, values),
	"unknown": [],
	"references": [],
}

logging(target) := {"logging": [{"log_bucket": target}]}

unit(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{
		"resource": "google_storage_bucket.documents",
		"path": ["logging", 0, "log_bucket"],
		"message": `bucket "documents" writes no access log`,
	}} with input as unit([bucket("documents", {}), bucket("others", logging("logs"))])
}

test_violated_by_own_name if {
	some finding in policy.deny with input as unit([bucket("documents", logging("documents"))])
	finding.message == `bucket "documents" writes its access log to itself`
}

test_satisfied if {
	referring := object.union(bucket("documents", {}), {
		"unknown": [{"path": ["logging", 0, "log_bucket"], "reason": "known after apply"}],
		"references": [{"path": ["logging", 0, "log_bucket"], "address": "google_storage_bucket.logs"}],
	})
	every resources in [
		[bucket("documents", logging("logs")), bucket("logs", {})],
		[referring, bucket("logs", {})],
		[object.union(bucket("documents", {}), {"unknown": [{"path": ["logging"], "reason": "known after apply"}]})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
	}
}
