package bartizan.terraform.default_network_test

import data.bartizan.terraform.default_network as policy

project(values) := {"kind": "google_project", "name": "p", "values": object.union({"project_id": "citizens"}, values), "unknown": []}

network(values) := {"kind": "google_compute_network", "name": "n", "values": values, "unknown": []}

test_violated_project if {
	every values in [{}, {"auto_create_network": true}, {"auto_create_network": "true"}] {
		some finding in policy.deny with input as project(values)
		finding.path == ["auto_create_network"]
		finding.message == `project "citizens" keeps the default network`
		count(policy.deny) == 0 with input as project({"auto_create_network": finding.fix[0].value})
	}
}

test_violated_network if {
	every values in [{"name": "default"}, {"name": "default", "auto_create_subnetworks": true}] {
		some finding in policy.deny with input as network(values)
		finding.path == ["auto_create_subnetworks"]
	}
}

test_satisfied if {
	every subject in [
		project({"auto_create_network": false}),
		project({"auto_create_network": "false"}),
		network({"name": "services"}),
		network({"name": "default", "auto_create_subnetworks": false}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[project({}), ["auto_create_network"]],
		[network({"name": "default"}), ["auto_create_subnetworks"]],
		[network({}), ["name"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}
