package bartizan.terraform.eks_public_endpoint_test

import data.bartizan.terraform.eks_public_endpoint as policy

cluster(config) := {"kind": "aws_eks_cluster", "values": {"name": "c", "vpc_config": [config]}, "unknown": []}

cidrs_path := ["vpc_config", 0, "public_access_cidrs"]

test_violated_by_default if {
	some finding in policy.deny with input as cluster({"subnet_ids": ["a"]})
	finding.path == cidrs_path
	finding.fix[0].value == false
	finding.fix[1].value == true
}

test_violated_by_range if {
	found := policy.deny with input as cluster({"endpoint_public_access": "true", "public_access_cidrs": ["192.0.2.0/24", "0.0.0.0/0"]})
	{[finding.path, finding.message] | some finding in found} == {[array.concat(cidrs_path, [1]), "cluster endpoint is open to 0.0.0.0/0"]}
}

test_violated_by_halves if {
	count(policy.deny) == 2 with input as cluster({"public_access_cidrs": ["0.0.0.0/1", "128.0.0.0/1"]})
}

test_satisfied if {
	count(policy.deny) == 0 with input as cluster({"endpoint_public_access": false})
	count(policy.deny) == 0 with input as cluster({"endpoint_public_access": "false", "public_access_cidrs": ["0.0.0.0/0"]})
	count(policy.deny) == 0 with input as cluster({"public_access_cidrs": ["192.0.2.0/24"]})
}

test_unknown_is_undetermined if {
	every path in [["vpc_config"], ["vpc_config", 0, "endpoint_public_access"], cidrs_path, array.concat(cidrs_path, [0])] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_ranges_of_private_endpoint_do_not_matter if {
	sure := object.union(cluster({"endpoint_public_access": false}), {"unknown": [{"path": cidrs_path, "reason": "known after apply"}]})
	count(policy.undetermined) == 0 with input as sure
}
