package bartizan.kubernetes.probes_missing_test

import data.bartizan.kubernetes.probes_missing as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "readinessProbe"])

of_container(values) := deployment({"containers": [object.union({"name": "web"}, values)]})

probe := {"httpGet": {"path": "/healthz", "port": 8080}}

test_violated if {
	policy.deny == {{"message": `container "web" has neither liveness nor readiness probe`, "path": path}} with input as of_container({"startupProbe": probe})
}

test_violated_by_one_of_two if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "a", "livenessProbe": probe}, {"name": "b"}]})
	finding.path == array.concat(containers, [1, "readinessProbe"])
}

test_satisfied if {
	count(policy.deny) == 0 with input as of_container({"livenessProbe": probe})
	count(policy.deny) == 0 with input as of_container({"readinessProbe": probe})
}

test_init_containers_need_none if {
	count(policy.deny) == 0 with input as deployment({"initContainers": [{"name": "init"}], "containers": []})
}

test_hooks_need_none if {
	hook := {"values": {"metadata": {"annotations": {"helm.sh/hook": "pre-upgrade"}}}}
	count(policy.deny) == 0 with input as object.union(of_container({}), hook)
	count(policy.undetermined) == 0 with input as unknown(object.union(of_container({}), hook), path)
}

test_unknown_is_undetermined if {
	every unknown_path in [path, array.concat(containers, [0, "livenessProbe", "httpGet", "port"]), array.concat(containers, [0]), containers] {
		resource := unknown(of_container({}), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_part_of_a_given_probe_is_ignored if {
	count(policy.undetermined) == 0 with input as unknown(of_container({"livenessProbe": probe}), path)
}
