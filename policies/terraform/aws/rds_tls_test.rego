package bartizan.terraform.rds_tls_test

import data.bartizan.terraform.rds_tls as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

group(values) := resource("aws_db_parameter_group", values)

database(values) := resource("aws_db_instance", values)

cluster(values) := resource("aws_rds_cluster", values)

unsure(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

unit(resources) := {"complete": true, "resources": resources}

messages(resources) := {finding.message | some finding in found} if {
	found := policy.deny with input as unit(resources)
}

reasons(resources) := {[answer.path, answer.reason] | some answer in found} if {
	found := policy.undetermined with input as unit(resources)
}

force_ssl(value) := {"name": "rds.force_ssl", "value": value}

test_violated_group_that_switches_off if {
	some finding in policy.deny with input as unit([group({"family": "postgres16", "parameter": [{"name": "work_mem", "value": "1"}, force_ssl("0")]})])
	finding.resource == "aws_db_parameter_group.r"
	finding.path == ["parameter", 1, "value"]
	finding.message == "parameter rds.force_ssl is 0"
	finding.fix[0].value == "1"
	messages([group({"family": "mysql8.4", "parameter": [{"name": "require_secure_transport", "value": "OFF"}]})]) == {"parameter require_secure_transport is off"}
}

test_violated_silent_group if {
	silent := group({"family": "postgres14", "parameter": [{"name": "work_mem", "value": "1"}]})
	some finding in policy.deny with input as unit([silent])
	finding.path == ["parameter"]
	finding.message == "parameter group of postgres14 does not set rds.force_ssl, which is off by default"
	mended := json.patch(silent, [{"op": "add", "path": "values/parameter/-", "value": finding.fix[0].value}])
	messages([mended]) == set()
}

test_violated_groups_of_other_engines if {
	every family in ["mysql8.0", "mariadb10.11"] {
		messages([group({"family": family})]) == {sprintf("parameter group of %s does not set require_secure_transport, which is off by default", [family])}
	}
	every family in ["aurora-mysql8.0", "aurora-postgresql16", "mysql8.0"] {
		count(messages([resource("aws_rds_cluster_parameter_group", {"family": family})])) == 1
	}
}

test_violated_default_group if {
	some finding in policy.deny with input as unit([database({"engine": "postgres", "engine_version": "14.9"})])
	finding.path == ["parameter_group_name"]
	finding.message == "default parameter group of postgres14 accepts connections without TLS"
	messages([database({"engine": "mysql", "engine_version": "8.0.35"})]) == {"default parameter group of mysql8.0 accepts connections without TLS"}
	messages([database({"engine": "mysql", "parameter_group_name": "default.mysql8.0"})]) == {"default parameter group of mysql8.0 accepts connections without TLS"}
	messages([cluster({"engine": "aurora-postgresql", "engine_version": "16.4"})]) == {"default parameter group of aurora-postgresql16 accepts connections without TLS"}
}

test_satisfied_groups if {
	every subject in [
		group({"family": "postgres14", "parameter": [force_ssl("1")]}),
		group({"family": "postgres14", "parameter": [force_ssl(1)]}),
		group({"family": "mysql8.0", "parameter": [{"name": "require_secure_transport", "value": "ON"}]}),
		group({"family": "postgres15"}),
		group({"family": "oracle-ee-19"}),
		group({"family": "aurora-postgresql14"}),
		resource("aws_rds_cluster_parameter_group", {"family": "aurora-postgresql17"}),
	] {
		count(policy.deny) == 0 with input as unit([subject])
		count(policy.undetermined) == 0 with input as unit([subject])
	}
}

test_satisfied_databases if {
	every subject in [
		database({"engine": "postgres", "engine_version": "15"}),
		database({"engine": "oracle-ee", "engine_version": "19"}),
		database({"replicate_source_db": "main", "engine": "mysql", "engine_version": "8.0"}),
		cluster({"engine": "aurora-postgresql", "engine_version": "17.4"}),
	] {
		messages([subject]) == set()
		reasons([subject]) == set()
	}
}

test_group_of_the_module_decides if {
	own := group({"name": "own", "family": "postgres14", "parameter": [force_ssl("1")]})
	named := database({"engine": "postgres", "engine_version": "14.9", "parameter_group_name": "own"})
	referring := object.union(unsure(database({"engine": "postgres", "engine_version": "14.9"}), ["parameter_group_name"]), {"references": [{"path": ["parameter_group_name"], "address": "aws_db_parameter_group.r"}]})
	messages([own, named, referring]) == set()
	reasons([own, named, referring]) == set()
}

test_group_of_elsewhere_is_undetermined if {
	elsewhere := database({"engine": "postgres", "engine_version": "14.9", "parameter_group_name": "theirs"})
	messages([elsewhere]) == set()
	reasons([elsewhere]) == {[["parameter_group_name"], "the parameter group is not in this module"]}
}

test_version_that_is_not_said_is_undetermined if {
	every subject in [database({"engine": "postgres"}), database({"engine": "mysql", "engine_version": "8.4.3"}), database({"snapshot_identifier": "nightly"})] {
		messages([subject]) == set()
		count(reasons([subject])) == 1
	}
	messages([group({"family": "mysql8.4"})]) == set()
	count(reasons([group({"family": "mysql8.4"})])) == 1
}

test_unknown_of_group_is_undetermined if {
	every path in [["parameter"], ["parameter", 0], ["parameter", 0, "name"], ["family"]] {
		known := json.remove({"family": "postgres14", "parameter": [{"name": "rds.force_ssl", "value": "0"}]}, [["parameter"], [path[0]]])
		messages([unsure(group(known), path)]) == set()
		reasons([unsure(group(known), path)]) == {[path, "known after apply"]}
	}
	hidden := unsure(group({"family": "postgres14", "parameter": [{"name": "rds.force_ssl"}]}), ["parameter", 0, "value"])
	messages([hidden]) == set()
	reasons([hidden]) == {[["parameter", 0, "value"], "known after apply"]}
}

test_unknown_of_database_is_undetermined if {
	every attribute in ["engine", "engine_version", "parameter_group_name"] {
		subject := unsure(database(json.remove({"engine": "postgres", "engine_version": "14"}, [[attribute]])), [attribute])
		messages([subject]) == set()
		reasons([subject]) == {[[attribute], "known after apply"]}
	}
}
