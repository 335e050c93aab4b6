package bartizan.terraform.s3_access_log_test

import data.bartizan.terraform.s3_access_log as policy

bucket(name) := {"kind": "aws_s3_bucket", "name": name, "address": concat(".", ["aws_s3_bucket", name]), "values": {"bucket": name}, "unknown": [], "references": []}

logging(name) := {
	"kind": "aws_s3_bucket_logging",
	"name": "l",
	"address": "aws_s3_bucket_logging.l",
	"values": {"target_prefix": "log/"},
	"unknown": [{"path": ["bucket"], "reason": "known after apply"}, {"path": ["target_bucket"], "reason": "known after apply"}],
	"references": [
		{"path": ["bucket"], "address": concat(".", ["aws_s3_bucket", name])},
		{"path": ["target_bucket"], "address": "aws_s3_bucket.logs"},
	],
}

trail(values) := {"kind": "aws_cloudtrail", "name": "t", "address": "aws_cloudtrail.t", "values": values, "unknown": [], "references": []}

unit(resources) := {"complete": true, "resources": resources}

test_violated if {
	some finding in policy.deny with input as unit([bucket("documents")])
	finding.resource == "aws_s3_bucket.documents"
	finding.path == []
	finding.message == "access to bucket \"documents\" is not logged"
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([bucket("documents"), bucket("logs"), logging("documents")])
	count(policy.undetermined) == 0 with input as unit([bucket("documents"), bucket("logs"), logging("documents")])
	old := object.union(bucket("documents"), {"values": {"logging": [{"target_bucket": "logs"}]}})
	count(policy.deny) == 0 with input as unit([old, bucket("logs")])
}

test_other_buckets_are_still_asked if {
	found := policy.deny with input as unit([bucket("documents"), bucket("exports"), bucket("logs"), logging("documents")])
	{finding.resource | some finding in found} == {"aws_s3_bucket.exports"}
}

test_receiver_of_logs_is_not_asked if {
	receiver := object.union(bucket("old-logs"), {"values": {"acl": "log-delivery-write"}})
	count(policy.deny) == 0 with input as unit([receiver])
}

test_data_events_of_a_trail_count if {
	every values in [
		{"event_selector": [{"data_resource": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}]}]},
		{"advanced_event_selector": [{"field_selector": [{"field": "eventCategory", "equals": ["Data"]}, {"field": "resources.type", "equals": ["AWS::S3::Object"]}]}]},
	] {
		count(policy.deny) == 0 with input as unit([bucket("documents"), trail(values)])
	}
	every values in [
		{},
		{"event_selector": [{"data_resource": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3:::other/"]}]}]},
		{"advanced_event_selector": [{"field_selector": [
			{"field": "eventCategory", "equals": ["Data"]},
			{"field": "resources.type", "equals": ["AWS::S3::Object"]},
			{"field": "resources.ARN", "starts_with": ["arn:aws:s3:::other/"]},
		]}]},
	] {
		count(policy.deny) == 1 with input as unit([bucket("documents"), trail(values)])
	}
}

test_unknown_is_undetermined if {
	every path in [["logging"], ["acl"]] {
		unsure := object.union(bucket("documents"), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([unsure])
		policy.undetermined == {{"resource": "aws_s3_bucket.documents", "path": path, "reason": "known after apply"}} with input as unit([unsure])
	}
}

test_unknown_elsewhere_is_undetermined if {
	stray := object.union(logging("documents"), {"references": []})
	recorder := object.union(trail({}), {"unknown": [{"path": ["event_selector", 0, "data_resource"], "reason": "known after apply"}]})
	every subject in [unit([bucket("documents"), stray]), unit([bucket("documents"), recorder]), {"complete": false, "resources": [bucket("documents")]}] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 1 with input as subject
	}
}
