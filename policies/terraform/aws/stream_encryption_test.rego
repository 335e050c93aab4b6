package bartizan.terraform.stream_encryption_test

import data.bartizan.terraform.stream_encryption as policy

kafka(in_transit) := {"kind": "aws_msk_cluster", "values": {"encryption_info": [{"encryption_in_transit": [in_transit]}]}, "unknown": []}

kinesis(values) := {"kind": "aws_kinesis_stream", "values": values, "unknown": []}

at(attribute) := ["encryption_info", 0, "encryption_in_transit", 0, attribute]

test_violated_by_clients if {
	every mode in ["TLS_PLAINTEXT", "PLAINTEXT"] {
		found := policy.deny with input as kafka({"client_broker": mode})
		found == {{"path": at("client_broker"), "message": sprintf("brokers take clear text from clients (client_broker is %s)", [mode])}}
	}
}

test_violated_among_brokers if {
	every value in [false, "false"] {
		some finding in policy.deny with input as kafka({"in_cluster": value})
		finding.path == at("in_cluster")
	}
}

test_violated_by_kinesis if {
	every case in [[{}, "not set"], [{"encryption_type": "NONE"}, "NONE"]] {
		found := policy.deny with input as kinesis(case[0])
		found == {{"path": ["encryption_type"], "message": sprintf("stream is not encrypted at rest (encryption_type is %s)", [case[1]])}}
	}
}

test_satisfied if {
	every subject in [
		kafka({}),
		kafka({"client_broker": "TLS", "in_cluster": true}),
		{"kind": "aws_msk_cluster", "values": {}},
		kinesis({"encryption_type": "KMS", "kms_key_id": "alias/aws/kinesis"}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every path in [at("client_broker"), at("in_cluster"), ["encryption_info"], ["encryption_info", 0, "encryption_in_transit"]] {
		unsure := {"kind": "aws_msk_cluster", "values": {}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
	stream := object.union(kinesis({}), {"unknown": [{"path": ["encryption_type"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as stream
	policy.undetermined == {{"path": ["encryption_type"], "reason": "known after apply"}} with input as stream
}
