package bartizan.kubernetes.secret_as_environment_test

import data.bartizan.kubernetes.secret_as_environment as policy

pod(container) := {"kind": "Pod", "name": "web", "values": {"spec": {"containers": [object.union({"name": "web"}, container)]}}}

reference := {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}

test_violated_by_variable if {
	policy.deny == {{
		"message": `container "web" takes environment variable "DB_PASSWORD" from a Secret`,
		"path": ["spec", "containers", 0, "env", 1, "valueFrom", "secretKeyRef"],
	}} with input as pod({"env": [{"name": "MODE", "value": "x"}, reference]})
}

test_violated_by_source if {
	policy.deny == {{
		"message": `container "web" takes all of Secret "db" into its environment`,
		"path": ["spec", "containers", 0, "envFrom", 0, "secretRef"],
	}} with input as pod({"envFrom": [{"secretRef": {"name": "db"}}]})
}

test_violated_in_templates if {
	template := {"spec": {"initContainers": [{"name": "init", "env": [reference]}]}}
	count(policy.deny) == 1 with input as {"kind": "Deployment", "name": "web", "values": {"spec": {"template": template}}}
	count(policy.deny) == 1 with input as {"kind": "CronJob", "name": "web", "values": {"spec": {"jobTemplate": {"spec": {"template": template}}}}}
}

test_satisfied if {
	every container in [
		{},
		{"env": null},
		{"env": [{"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}]},
		{"envFrom": [{"configMapRef": {"name": "web"}}]},
		{"volumeMounts": [{"name": "secret", "mountPath": "/secrets"}]},
	] {
		count(policy.deny) == 0 with input as pod(container)
	}
}

test_unknown_is_undetermined if {
	containers := ["spec", "containers"]
	every tail in [[], [0], [0, "env"], [0, "env", 0], [0, "env", 0, "valueFrom"], [0, "envFrom"], [0, "envFrom", 0, "secretRef"]] {
		path := array.concat(containers, tail)
		resource := object.union(pod({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
}

test_unknown_value_decides_nothing if {
	resource := object.union(pod({}), {"unknown": [{"path": ["spec", "containers", 0, "env", 0, "value"], "reason": "known after apply"}]})
	count(policy.undetermined) == 0 with input as resource
}
