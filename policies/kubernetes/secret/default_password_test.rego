package bartizan.kubernetes.default_password_test

import data.bartizan.kubernetes.default_password as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

containers := ["spec", "template", "spec", "containers"]

secret(values) := {"kind": "Secret", "name": "grafana", "values": values}

test_violated_by_encoded_value if {
	some finding in policy.deny with input as secret({"data": {"admin-user": "YWRtaW4=", "admin-password": "cHJvbS1vcGVyYXRvcg=="}})
	finding.path == ["data", "admin-password"]
	finding.message == `Secret "grafana" holds a well-known default password under "admin-password"`
}

test_violated_by_ambiguous_word_where_a_password_stands if {
	findings := {finding.path | some finding in policy.deny} with input as secret({"stringData": {"username": "admin", "password": "admin", "database": "postgres"}})
	findings == {["stringData", "password"]}
}

test_violated_in_environment if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web", "env": [{"name": "DB_PASSWORD", "value": "changeme"}]}]})
	finding.path == array.concat(containers, [0, "env", 0, "value"])
	finding.message == `container "web" has a well-known default password in environment variable "DB_PASSWORD"`
}

test_satisfied if {
	count(policy.deny) == 0 with input as secret({"data": {"password": "aHVudGVyMg==", "user": "YWRtaW4="}})
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web", "env": [{"name": "POSTGRES_USER", "value": "postgres"}]}]})
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as secret({"data": {"password": ""}})
	count(policy.deny) == 0 with input as secret({})
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web"}]})
}

test_value_that_is_no_base64 if {
	count(policy.deny) == 0 with input as secret({"data": {"password": "%%%"}})
}

test_other_words_by_parameter if {
	count(policy.deny) == 1 with input as with_parameters(secret({"stringData": {"password": "Welcome1"}}), {"default_passwords": ["welcome1"]})
}

test_unknown_is_undetermined if {
	every path in [["data"], ["data", "password"], ["stringData", "password"]] {
		resource := unknown(secret({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_variable_is_undetermined if {
	every path in [array.concat(containers, [0, "env", 0, "value"]), containers] {
		resource := unknown(deployment({"containers": [{"name": "web", "env": [{"name": "DB_PASSWORD"}]}]}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
