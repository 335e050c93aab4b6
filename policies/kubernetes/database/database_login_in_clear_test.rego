package bartizan.kubernetes.database_login_in_clear_test

import data.bartizan.kubernetes.database_login_in_clear as policy

cluster(lines) := {"kind": "Cluster", "name": "citizens", "values": {"spec": {"postgresql": {"pg_hba": lines}}}}

zalando(lines) := {"kind": "postgresql", "name": "citizens", "values": {"spec": {"patroni": {"pg_hba": lines}}}}

found(resource) := {finding.path | some finding in policy.deny with input as resource}

test_violated if {
	policy.deny == {{
		"message": `Cluster "citizens" lets everybody in without password: "host all all 10.0.0.0/8 trust"`,
		"path": ["spec", "postgresql", "pg_hba", 1],
	}} with input as cluster(["hostssl all all all scram-sha-256", "host all all 10.0.0.0/8 trust"])
}

test_violated_by_each if {
	every line in [
		"hostssl all all all trust",
		"host app app 10.0.0.0/8 md5",
		"host app app 10.0.0.0 255.0.0.0 password",
		"hostnossl\tapp app\t10.1.2.3/32 md5 # old",
		"host all all 0.0.0.0/0 scram-sha-256",
		"host all all all scram-sha-256",
		"HOST all all ::/0 ldap ldapserver=x",
	] {
		found(cluster([line])) == {["spec", "postgresql", "pg_hba", 0]}
		found(zalando([line])) == {["spec", "patroni", "pg_hba", 0]}
	}
}

test_violated_without_ssl if {
	every value in ["off", false, "OFF"] {
		found({"kind": "postgresql", "name": "x", "values": {"spec": {"postgresql": {"parameters": {"ssl": value}}}}}) == {["spec", "postgresql", "parameters", "ssl"]}
	}
}

test_satisfied if {
	every lines in [
		[],
		null,
		["hostssl all all 0.0.0.0/0 scram-sha-256", "hostssl all all all md5", "hostssl app app all cert"],
		["local all all trust", "host all all 127.0.0.1/32 trust", "host all all ::1/128 md5"],
		["host app app 10.0.0.0/8 scram-sha-256"],
		["hostnossl all all all reject", "host all all all md5"],
		["hostnossl all all 0.0.0.0/0 reject"],
		["# host all all all trust", ""],
	] {
		count(policy.deny) == 0 with input as cluster(lines)
		count(policy.deny) == 0 with input as zalando(lines)
	}
}

test_refusal_comes_too_late if {
	found(cluster(["host all all all md5", "hostnossl all all all reject"])) == {["spec", "postgresql", "pg_hba", 0]}
}

test_unknown_is_undetermined if {
	every case in [
		[cluster([]), ["spec", "postgresql", "pg_hba"]],
		[cluster([]), ["spec", "postgresql", "pg_hba", 0]],
		[zalando([]), ["spec", "patroni"]],
		[cluster([]), ["spec", "postgresql", "parameters", "ssl"]],
	] {
		resource := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		case[1] in {entry.path | some entry in policy.undetermined} with input as resource
	}
}
