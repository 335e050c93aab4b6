package bartizan.kubernetes.public_admin_port_test

import data.bartizan.kubernetes.public_admin_port as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

service(name, spec) := {"kind": "Service", "name": name, "namespace": "prod", "address": sprintf("Service/prod/%s", [name]), "values": {"spec": spec}}

ingress(backend) := {"kind": "Ingress", "name": "web", "namespace": "prod", "address": "Ingress/prod/web", "values": {"spec": {"rules": [{"http": {"paths": [{"backend": backend}]}}]}}}

to(name, port) := ingress({"service": {"name": name, "port": port}})

unit(resources) := {"complete": false, "resources": resources}

test_violated_by_load_balancer if {
	policy.deny == {{
		"message": `Service "db" opens port 5432 (PostgreSQL) to the whole internet`,
		"resource": "Service/prod/db",
		"path": ["spec", "ports", 0, "port"],
		"key": "5432",
	}} with input as unit([service("db", {"type": "LoadBalancer", "ports": [{"port": 5432}]})])
}

test_violated_by_node_port if {
	some finding in policy.deny with input as unit([service("cache", {"type": "NodePort", "ports": [{"port": 80, "targetPort": 6379}]})])
	finding.path == ["spec", "ports", 0, "targetPort"]
	finding.message == `Service "cache" opens port 6379 (Redis) on every node`
}

test_violated_by_ingress if {
	some finding in policy.deny with input as unit([to("prometheus", {"number": 9090})])
	finding.path == ["spec", "rules", 0, "http", "paths", 0, "backend", "service", "port", "number"]
	finding.message == `Ingress "web" serves port 9090 (Prometheus) of Service "prometheus"`
	some older in policy.deny with input as unit([ingress({"serviceName": "kibana", "servicePort": 5601})])
	older.path == ["spec", "rules", 0, "http", "paths", 0, "backend", "servicePort"]
}

test_violated_behind_a_service if {
	target := service("grafana", {"ports": [{"name": "web", "port": 80, "targetPort": 3000}]})
	every port in [{"number": 80}, {"name": "web"}] {
		some finding in policy.deny with input as unit([to("grafana", port), target])
		finding.key == "3000"
		finding.resource == "Ingress/prod/web"
	}
	count(policy.deny) == 0 with input as unit([to("grafana", {"number": 80}), object.union(target, {"namespace": "other"})])
}

test_satisfied if {
	every resource in [
		service("db", {"ports": [{"port": 5432}]}),
		service("db", {"type": "LoadBalancer", "loadBalancerSourceRanges": ["203.0.113.0/24"], "ports": [{"port": 5432}]}),
		service("web", {"type": "LoadBalancer", "ports": [{"port": 443, "targetPort": "https"}]}),
		service("web", {"type": "LoadBalancer", "ports": [{"port": 80, "targetPort": 3000}]}),
		to("web", {"number": 80}),
		to("web", {"name": "http"}),
		object.union(to("grafana", {"number": 3000}), {"values": {"spec": {"ingressClassName": "nginx-internal"}}}),
	] {
		count(policy.deny) == 0 with input as unit([resource])
		count(policy.undetermined) == 0 with input as unit([resource])
	}
}

test_ports_by_parameter if {
	resource := service("db", {"type": "NodePort", "ports": [{"port": 5432}, {"port": 4000}]})
	some finding in policy.deny with input as object.union(unit([resource]), {"parameters": {"ports": [4000]}})
	finding.key == "4000"
}

test_unknown_is_undetermined if {
	every path in [["spec"], ["spec", "ports", 0, "port"], ["spec", "loadBalancerSourceRanges"], ["metadata", "annotations"]] {
		resources := unit([unknown(service("db", {"type": "LoadBalancer", "ports": [{}]}), path)])
		count(policy.deny) == 0 with input as resources
		policy.undetermined == {{"resource": "Service/prod/db", "path": path, "reason": "known after apply"}} with input as resources
	}
	every path in [["spec", "rules"], ["spec", "rules", 0, "http"], ["spec", "ingressClassName"]] {
		resources := unit([unknown(to("web", {}), path)])
		count(policy.deny) == 0 with input as resources
		policy.undetermined == {{"resource": "Ingress/prod/web", "path": path, "reason": "known after apply"}} with input as resources
	}
}
