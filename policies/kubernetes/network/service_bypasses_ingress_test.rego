package bartizan.kubernetes.service_bypasses_ingress_test

import data.bartizan.kubernetes.service_bypasses_ingress as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

service(spec) := {"kind": "Service", "name": "web", "values": {"spec": spec}}

external(host) := service({"type": "ExternalName", "externalName": host})

test_violated_by_node_port if {
	policy.deny == {{
		"message": `Service "web" opens a port on every node: its type is NodePort`,
		"path": ["spec", "type"],
	}} with input as service({"type": "NodePort"})
}

test_violated_by_external_address if {
	some finding in policy.deny with input as service({"externalIPs": ["203.0.113.5"]})
	finding.path == ["spec", "externalIPs", 0]
	finding.message == `Service "web" takes traffic for the external address "203.0.113.5"`
}

test_violated_by_external_name if {
	some finding in policy.deny with input as external("db.example.com")
	finding.path == ["spec", "externalName"]
	finding.message == `Service "web" sends calls to the outside host "db.example.com"`
}

test_satisfied if {
	every spec in [null, {}, {"type": "ClusterIP", "externalIPs": []}, {"type": "LoadBalancer"}] {
		count(policy.deny) == 0 with input as service(spec)
	}
	count(policy.deny) == 0 with input as external("db.data.svc.cluster.local.")
}

test_allowed_names_by_parameter if {
	every names in [["db.example.com"], [".example.com"]] {
		count(policy.deny) == 0 with input as object.union(external("db.example.com"), {"parameters": {"allowed_external_names": names}})
	}
	count(policy.deny) == 1 with input as object.union(external("db.example.com"), {"parameters": {"allowed_external_names": ["example.com"]}})
}

test_unknown_is_undetermined if {
	every path in [["spec"], ["spec", "type"], ["spec", "externalIPs", 0]] {
		resource := unknown(service({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
	resource := unknown(service({"type": "ExternalName"}), ["spec", "externalName"])
	count(policy.deny) == 0 with input as resource
	count(policy.undetermined) == 1 with input as resource
}
