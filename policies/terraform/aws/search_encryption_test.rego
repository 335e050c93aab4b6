package bartizan.terraform.search_encryption_test

import data.bartizan.terraform.search_encryption as policy

domain(values) := {"kind": "aws_opensearch_domain", "values": values, "unknown": []}

https_path := ["domain_endpoint_options", 0, "enforce_https"]

nodes_path := ["node_to_node_encryption", 0, "enabled"]

rest_path := ["encrypt_at_rest", 0, "enabled"]

secured := {
	"domain_endpoint_options": [{"enforce_https": true}],
	"node_to_node_encryption": [{"enabled": true}],
	"encrypt_at_rest": [{"enabled": true}],
}

test_violated_when_absent_or_false if {
	off := {
		"domain_endpoint_options": [{"enforce_https": false}],
		"node_to_node_encryption": [{"enabled": "false"}],
		"encrypt_at_rest": [{"enabled": false}],
	}
	every subject in [domain({}), domain(off), {"kind": "aws_elasticsearch_domain", "values": off}] {
		found := policy.deny with input as subject
		{finding.path | some finding in found} == {https_path, nodes_path, rest_path}
	}
}

test_violated_message if {
	some finding in policy.deny with input as domain(object.union(secured, {"encrypt_at_rest": []}))
	finding == {"path": rest_path, "message": "domain is not encrypted at rest"}
}

test_satisfied if {
	count(policy.deny) == 0 with input as domain(secured)
	count(policy.undetermined) == 0 with input as domain(secured)
}

test_https_is_the_default_within_the_block if {
	custom := object.union(secured, {"domain_endpoint_options": [{"custom_endpoint_enabled": false}]})
	count(policy.deny) == 0 with input as domain(custom)
}

test_unknown_is_undetermined if {
	every path in [https_path, nodes_path, rest_path] {
		every known in [[], [{}]] {
			values := object.union(secured, {path[0]: known})
			every at in [path, [path[0]], [path[0], 0]] {
				unsure := object.union(domain(values), {"unknown": [{"path": at, "reason": "known after apply"}]})
				count(policy.deny) == 0 with input as unsure
				policy.undetermined == {{"path": at, "reason": "known after apply"}} with input as unsure
			}
		}
	}
}
