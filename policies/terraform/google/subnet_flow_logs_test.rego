package bartizan.terraform.subnet_flow_logs_test

import data.bartizan.terraform.subnet_flow_logs as policy

subnet(values) := {
	"kind": "google_compute_subnetwork",
	"name": "s",
	"address": "google_compute_subnetwork.s",
	"values": object.union({"name": "services"}, values),
	"unknown": [],
	"references": [{"path": ["network"], "address": "google_compute_network.n"}],
}

network := {"kind": "google_compute_network", "name": "n", "address": "google_compute_network.n", "values": {}, "unknown": [], "references": []}

config(values, references) := {
	"kind": "google_network_management_vpc_flow_logs_config",
	"name": "c",
	"address": "google_network_management_vpc_flow_logs_config.c",
	"values": values,
	"unknown": [],
	"references": references,
}

unit(resources) := {"complete": true, "resources": resources}

test_violated if {
	some finding in policy.deny with input as unit([subnet({}), network])
	finding.resource == "google_compute_subnetwork.s"
	finding.path == ["log_config"]
	finding.message == `subnetwork "services" writes no flow logs`
	count(policy.deny) == 0 with input as unit([subnet({"log_config": finding.fix[0].value})])
	count(policy.deny) == 1 with input as unit([subnet({"enable_flow_logs": false, "purpose": "PRIVATE"})])
	count(policy.deny) == 1 with input as unit([subnet({}), config({"subnet": "projects/p/regions/r/subnetworks/others"}, [])])
}

test_violated_without_sample if {
	some finding in policy.deny with input as unit([subnet({"log_config": [{"flow_sampling": 0}]})])
	finding.path == ["log_config", 0, "flow_sampling"]
}

test_satisfied if {
	every resources in [
		[subnet({"log_config": [{"flow_sampling": 0.1}]})],
		[subnet({"log_config": [{}]})],
		[subnet({"enable_flow_logs": "true"})],
		[subnet({"purpose": "REGIONAL_MANAGED_PROXY"})],
		[subnet({"purpose": "INTERNAL_HTTPS_LOAD_BALANCER"})],
		[subnet({}), config({}, [{"path": ["subnet"], "address": "google_compute_subnetwork.s"}])],
		[subnet({}), network, config({}, [{"path": ["network"], "address": "google_compute_network.n"}])],
		[subnet({}), config({"subnet": "projects/p/regions/r/subnetworks/services"}, [])],
		[subnet({"network": "main"}), config({"network": "projects/p/global/networks/main"}, [])],
		[subnet({}), {"kind": "google_network_management_organization_vpc_flow_logs_config", "name": "o", "address": "o.o", "values": {}}],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every path in [["log_config"], ["enable_flow_logs"], ["purpose"]] {
		unsure := object.union(subnet({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([unsure])
		policy.undetermined == {{"resource": "google_compute_subnetwork.s", "path": path, "reason": "known after apply"}} with input as unit([unsure])
	}
}
