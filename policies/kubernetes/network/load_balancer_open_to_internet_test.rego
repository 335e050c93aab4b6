package bartizan.kubernetes.load_balancer_open_to_internet_test

import data.bartizan.kubernetes.load_balancer_open_to_internet as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

balancer(spec) := {"kind": "Service", "name": "db", "values": {"spec": object.union({"type": "LoadBalancer", "ports": [{"port": 443}, {"port": 8443}]}, spec)}}

test_violated if {
	policy.deny == {{
		"message": `Service "db" opens port 8443 to the whole internet`,
		"path": ["spec", "ports", 1, "port"],
		"key": "8443",
	}} with input as balancer({})
	count(policy.deny) == 1 with input as balancer({"loadBalancerSourceRanges": ["0.0.0.0/0"]})
}

test_satisfied if {
	every spec in [
		{"ports": [{"port": 80}, {"port": 443}]},
		{"type": "ClusterIP"},
		{"loadBalancerSourceRanges": ["203.0.113.0/24"]},
		{"loadBalancerClass": "service.k8s.aws/nlb"},
		{"ports": null},
	] {
		count(policy.deny) == 0 with input as balancer(spec)
	}
}

test_satisfied_by_internal_load_balancer if {
	every name, value in {
		"service.beta.kubernetes.io/aws-load-balancer-internal": "true",
		"service.beta.kubernetes.io/azure-load-balancer-internal": "true",
		"networking.gke.io/load-balancer-type": "Internal",
	} {
		resource := object.union(balancer({}), {"values": {"metadata": {"annotations": {name: value}}}})
		count(policy.deny) == 0 with input as resource
	}
}

test_allowed_ports_by_parameter if {
	count(policy.deny) == 0 with input as object.union(balancer({}), {"parameters": {"allowed_ports": [443, 8443]}})
	count(policy.deny) == 2 with input as object.union(balancer({}), {"parameters": {"allowed_ports": []}})
}

test_unknown_is_undetermined if {
	every path in [
		["spec"], ["spec", "loadBalancerSourceRanges"], ["spec", "loadBalancerClass"], ["metadata", "annotations"],
		["spec", "ports"], ["spec", "ports", 1, "port"], ["spec", "loadBalancerIP"],
	] {
		resource := unknown(balancer({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
	resource := unknown({"kind": "Service", "name": "db", "values": {"spec": {}}}, ["spec", "type"])
	count(policy.undetermined) == 1 with input as resource
}
