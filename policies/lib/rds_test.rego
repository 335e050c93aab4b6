package bartizan.lib.rds_test

import data.bartizan.lib.rds

test_families if {
	rds.family("postgres", "15.4") == "postgres15"
	rds.family("postgres", "9.6.1") == "postgres9.6"
	rds.family("aurora-postgresql", "16") == "aurora-postgresql16"
	rds.family("mysql", "8.0.35") == "mysql8.0"
	rds.family("mysql", "8.4") == "mysql8.4"
	rds.family("mariadb", "10.11.6") == "mariadb10.11"
	rds.family("aurora-mysql", "8.0.mysql_aurora.3.04.0") == "aurora-mysql8.0"
	not rds.family("mysql", "8")
	not rds.family("postgres", "")
	not rds.family("oracle-ee", "19.0.0.0")
}

test_parts if {
	rds.parts("postgres15") == {"engine": "postgres", "version": 15}
	rds.parts("aurora-mysql8.0") == {"engine": "aurora-mysql", "version": 8.0}
	rds.parts("mariadb10.11") == {"engine": "mariadb", "version": 10.11}
	not rds.parts("oracle-ee-19")
}

test_engine if {
	rds.engine({"kind": "aws_rds_cluster", "values": {}}) == "aurora"
	rds.engine({"kind": "aws_rds_cluster", "values": {}, "unknown": [{"path": ["engine"], "reason": "known after apply"}]}) == ""
	rds.engine({"kind": "aws_db_instance", "values": {}}) == ""
	rds.engine({"kind": "aws_db_instance", "values": {"engine": "Postgres"}}) == "postgres"
}

test_replica_and_restored if {
	rds.replica({"values": {"replicate_source_db": "main"}})
	rds.replica({"values": {}, "unknown": [{"path": ["replicate_source_db"], "reason": "known after apply"}]})
	not rds.replica({"values": {}, "unknown": []})
	rds.restored({"values": {"restore_to_point_in_time": [{"use_latest_restorable_time": true}]}})
	rds.restored({"values": {"snapshot_identifier": "nightly"}})
	not rds.restored({"values": {"replicate_source_db": "main"}})
}

test_tls_defaults if {
	every family in ["postgres14", "postgres9.6", "aurora-postgresql16", "mysql5.7", "mysql8.0", "mariadb10.11", "mariadb11.4", "aurora-mysql8.0"] {
		rds.tls_default(family) == "off"
	}
	every family in ["postgres15", "postgres17", "aurora-postgresql17"] {
		rds.tls_default(family) == "on"
	}
	every family in ["mysql8.4", "mariadb11.8"] {
		rds.tls_default(family) == "unknown"
	}
	not rds.tls_default("oracle-ee-19")
	not rds.tls_default("sqlserver-ee-15.0")
}

test_unknown_parameters if {
	group := {"values": {"parameter": [{"name": "Work_mem"}]}}
	every path in [["parameter"], ["parameter", 0], ["parameter", 0, "name"], ["parameter", 1, "value"]] {
		found := rds.unknown_parameters(object.union(group, {"unknown": [{"path": path, "reason": "r"}]}), {"rds.force_ssl"})
		found == {path: "r"}
	}
	every path in [["parameter", 0, "value"], ["parameter", 0, "apply_method"], ["name"]] {
		found := rds.unknown_parameters(object.union(group, {"unknown": [{"path": path, "reason": "r"}]}), {"rds.force_ssl"})
		found == {}
	}
}
