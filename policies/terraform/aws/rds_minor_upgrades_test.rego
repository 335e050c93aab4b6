package bartizan.terraform.rds_minor_upgrades_test

import data.bartizan.terraform.rds_minor_upgrades as policy

database(values) := {"kind": "aws_db_instance", "values": values, "unknown": []}

unsure(values, path) := object.union(database(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	some finding in policy.deny with input as database({"engine": "mysql", "auto_minor_version_upgrade": false})
	finding.path == ["auto_minor_version_upgrade"]
	finding.message == "minor versions of the database are not installed by themselves"
	finding.fix[0].value == true
}

test_violated_member_of_cluster_with_string if {
	count(policy.deny) == 1 with input as {"kind": "aws_rds_cluster_instance", "values": {"auto_minor_version_upgrade": "false"}}
}

test_satisfied if {
	count(policy.deny) == 0 with input as database({"auto_minor_version_upgrade": true})
	count(policy.deny) == 0 with input as database({})
	count(policy.deny) == 0 with input as database({"engine": "custom-oracle-ee", "auto_minor_version_upgrade": false})
}

test_unknown_is_undetermined if {
	every path in [["auto_minor_version_upgrade"], ["engine"]] {
		known := json.remove({"auto_minor_version_upgrade": false, "engine": "mysql"}, [path])
		count(policy.deny) == 0 with input as unsure(known, path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure(known, path)
	}
	count(policy.undetermined) == 0 with input as unsure({"auto_minor_version_upgrade": true}, ["engine"])
}
