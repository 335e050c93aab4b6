package bartizan.kubernetes.shared_writable_volume_test

import data.bartizan.kubernetes.shared_writable_volume as policy

deployment(volume, mount) := {
	"kind": "Deployment",
	"name": "web",
	"namespace": "prod",
	"address": "Deployment/prod/web",
	"values": {"spec": {"template": {"spec": {
		"volumes": [{"name": "tmp", "emptyDir": {}}, object.union({"name": "data"}, volume)],
		"containers": [{"name": "web", "volumeMounts": [{"name": "tmp"}, object.union({"name": "data"}, mount)]}],
	}}}},
}

claim(namespace, modes) := {
	"kind": "PersistentVolumeClaim",
	"name": "uploads",
	"namespace": namespace,
	"address": "PersistentVolumeClaim/uploads",
	"values": {"spec": {"accessModes": modes}},
}

claimed := {"persistentVolumeClaim": {"claimName": "uploads"}}

unit(resources) := {"complete": false, "resources": resources}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

path := ["spec", "template", "spec", "containers", 0, "volumeMounts", 1, "readOnly"]

test_violated_by_path_of_the_node if {
	policy.deny == {{
		"message": `container "web" writes to volume "data", the path "/data" of the node`,
		"resource": "Deployment/prod/web",
		"path": path,
		"fix": [{"op": "set", "path": path, "value": true, "safety": "unsafe"}],
	}} with input as unit([deployment({"hostPath": {"path": "/data"}}, {})])
}

test_violated_by_shared_claim if {
	some finding in policy.deny with input as unit([deployment(claimed, {"readOnly": false}), claim("prod", ["ReadWriteMany"])])
	finding.message == `container "web" writes to volume "data", which its replicas share (claim "uploads" is ReadWriteMany)`
}

test_violated_by_network_volume if {
	some finding in policy.deny with input as unit([deployment({"nfs": {"server": "nfs.example.org", "path": "/"}}, {})])
	finding.message == `container "web" writes to volume "data", which its replicas share (nfs)`
}

test_satisfied if {
	every resources in [
		[deployment({"hostPath": {"path": "/data"}}, {"readOnly": true})],
		[deployment({"emptyDir": {}}, {})],
		[deployment({"configMap": {"name": "web"}}, {})],
		[deployment({"nfs": {"server": "a", "path": "/", "readOnly": true}}, {})],
		[deployment(claimed, {}), claim("prod", ["ReadWriteOnce"])],
		[deployment(claimed, {"readOnly": true}), claim("prod", ["ReadWriteMany"])],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_claim_elsewhere_is_undetermined if {
	every resources in [[deployment(claimed, {})], [deployment(claimed, {}), claim("stage", ["ReadWriteMany"])], [deployment(claimed, {}), claim("prod", null)]] {
		count(policy.deny) == 0 with input as unit(resources)
		policy.undetermined == {{
			"resource": "Deployment/prod/web",
			"path": path,
			"reason": `the access modes of the claim "uploads" are not known here`,
		}} with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every unknown_path in [path, ["spec", "template", "spec", "volumes", 1, "hostPath", "path"], ["spec", "template", "spec", "containers"]] {
		resources := unit([unknown(deployment({"hostPath": {}}, {}), unknown_path)])
		count(policy.deny) == 0 with input as resources
		policy.undetermined == {{"resource": "Deployment/prod/web", "path": unknown_path, "reason": "known after apply"}} with input as resources
	}
}
