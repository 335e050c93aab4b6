package bartizan.kubernetes.low_user_id_test

import data.bartizan.kubernetes.low_user_id as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

pod_path := ["spec", "template", "spec"]

container_path := array.concat(pod_path, ["containers", 0, "securityContext", "runAsUser"])

of_container(context) := deployment({"containers": [{"name": "web", "securityContext": context}]})

of_pod(context) := deployment({"securityContext": context, "containers": [{"name": "web"}, {"name": "log"}]})

test_violated if {
	policy.deny == {{
		"message": `container "web" runs under user id 1000, which is below 10000`,
		"path": container_path,
		"fix": [{"op": "set", "path": container_path, "value": 10001, "safety": "unsafe"}],
	}} with input as of_container({"runAsUser": 1000})
}

test_violated_once_by_pod if {
	messages := {finding.message | some finding in policy.deny} with input as of_pod({"runAsUser": 101, "runAsGroup": 0})
	messages == {
		"the pod runs under user id 101, which is below 10000",
		"the pod runs under group id 0, which is below 10000",
	}
	count(policy.deny) == 2 with input as of_pod({"runAsUser": 101, "runAsGroup": 0})
}

test_violated_by_id_as_text if {
	count(policy.deny) == 1 with input as of_container({"runAsUser": "9999"})
}

test_satisfied if {
	every id in [10000, 10001, 65534, "10000"] {
		count(policy.deny) == 0 with input as of_container({"runAsUser": id, "runAsGroup": id})
	}
}

test_satisfied_by_container_over_pod if {
	count(policy.deny) == 0 with input as deployment({
		"securityContext": {"runAsUser": 1000},
		"containers": [{"name": "web", "securityContext": {"runAsUser": 10001}}],
	})
}

test_satisfied_when_absent_or_root if {
	count(policy.deny) == 0 with input as of_container({})
	count(policy.deny) == 0 with input as of_container({"runAsUser": 0})
}

test_satisfied_on_windows_and_in_user_namespace if {
	every pod in [{"os": {"name": "windows"}}, {"hostUsers": false}] {
		count(policy.deny) == 0 with input as object.union(of_container({"runAsUser": 1000}), deployment(pod))
	}
}

test_other_limit_by_parameter if {
	count(policy.deny) == 0 with input as object.union(of_container({"runAsUser": 1000}), {"parameters": {"lowest_id": 1000}})
	count(policy.deny) == 1 with input as object.union(of_container({"runAsUser": 999}), {"parameters": {"lowest_id": 1000}})
}

test_unknown_is_undetermined if {
	every path in [container_path, array.concat(pod_path, ["securityContext"]), array.concat(pod_path, ["containers"])] {
		resource := unknown(of_container({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
