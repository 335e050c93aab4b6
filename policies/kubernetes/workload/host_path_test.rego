package bartizan.kubernetes.host_path_test

import data.bartizan.kubernetes.host_path as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

volumes := ["spec", "template", "spec", "volumes"]

mounting(host_path) := deployment({"volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "host", "hostPath": {"path": host_path}}]})

test_violated if {
	some finding in policy.deny with input as mounting("/data")
	finding.path == array.concat(volumes, [1, "hostPath"])
	finding.message == `volume "host" mounts "/data" of the node`
}

test_violated_by_path_that_takes_over_the_node if {
	every host_path in ["/", "/etc/", "/proc", "/var/run/docker.sock", "/run/containerd/containerd.sock", "/var/lib/kubelet"] {
		some finding in policy.deny with input as mounting(host_path)
		endswith(finding.message, ", which can give control of the node")
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as deployment({"volumes": [{"name": "tmp", "emptyDir": {}}]})
	count(policy.deny) == 0 with input as with_parameters(mounting("/data"), {"allowed_paths": ["/data"]})
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web"}]})
}

test_unknown_is_undetermined if {
	every path in [array.concat(volumes, [0, "hostPath", "path"]), array.concat(volumes, [0]), volumes] {
		resource := unknown(deployment({"volumes": [{"name": "host", "hostPath": {}}]}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_of_another_kind_of_volume_is_ignored if {
	path := array.concat(volumes, [0, "configMap", "name"])
	count(policy.undetermined) == 0 with input as unknown(deployment({"volumes": [{"name": "conf", "configMap": {}}]}), path)
}
