package bartizan.kubernetes.database_audit_trail_test

import data.bartizan.kubernetes.database_audit_trail as policy

cluster(parameters) := {"kind": "Cluster", "name": "citizens", "values": {"spec": {"postgresql": {"parameters": parameters}}}}

zalando(parameters) := object.union(cluster(parameters), {"kind": "postgresql"})

good := {"log_connections": "on", "log_disconnections": "on", "pgaudit.log": "write, ddl"}

found(resource) := {finding.path[3] | some finding in policy.deny with input as resource}

test_violated if {
	some finding in policy.deny with input as cluster(object.remove(good, ["log_connections"]))
	finding.message == `Cluster "citizens" does not record who logs in`
	finding.path == ["spec", "postgresql", "parameters", "log_connections"]
	finding.fix[0].value == "on"
	found(cluster({})) == {"log_connections", "log_disconnections", "log_statement"}
	found({"kind": "Cluster", "name": "x", "values": {"spec": {}}}) == {"log_connections", "log_disconnections", "log_statement"}
}

test_violated_by_values if {
	found(cluster(object.union(good, {"log_connections": "off"}))) == {"log_connections"}
	found(cluster(object.union(good, {"pgaudit.log": "none"}))) == {"log_statement"}
	found(cluster(object.union(good, {"pgaudit.log": "none", "log_statement": "none"}))) == {"log_statement"}
	found(zalando({"log_statement": "none", "log_connections": false})) == {"log_statement", "log_connections"}
}

test_satisfied if {
	every parameters in [
		good,
		{"log_connections": true, "log_disconnections": "ON", "log_statement": "mod"},
		{"log_connections": "receipt,authorization", "log_disconnections": "1", "log_statement": "all"},
	] {
		count(policy.deny) == 0 with input as cluster(parameters)
	}
	count(policy.deny) == 0 with input as zalando({})
}

test_unknown_is_undetermined if {
	every name in ["log_connections", "log_disconnections", "pgaudit.log"] {
		path := ["spec", "postgresql", "parameters", name]
		resource := object.union(cluster(object.remove(good, [name])), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
	every path in [["spec"], ["spec", "postgresql", "parameters"]] {
		resource := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
}
