package bartizan.kubernetes.memory_limit_test

import data.bartizan.kubernetes.memory_limit as policy

deployment(pod) := {
	"kind": "Deployment",
	"name": "web",
	"namespace": "prod",
	"address": "Deployment/prod/web",
	"values": {"spec": {"template": {"spec": pod}}},
}

limit_range(namespace, limit) := {
	"kind": "LimitRange",
	"name": "limits",
	"namespace": namespace,
	"address": "LimitRange/limits",
	"values": {"spec": {"limits": [object.union({"type": "Container"}, limit)]}},
}

unit(resources) := {"complete": false, "resources": resources}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "resources", "limits", "memory"])

bare := deployment({"containers": [{"name": "web", "resources": {"requests": {"memory": "64Mi"}}}]})

test_violated if {
	policy.deny == {{
		"message": `container "web" has no memory limit`,
		"resource": "Deployment/prod/web",
		"path": path,
	}} with input as unit([bare])
}

test_violated_by_init_container if {
	some finding in policy.deny with input as unit([deployment({"initContainers": [{"name": "init"}]})])
	finding.message == `init container "init" has no memory limit`
}

test_violated_where_limit_range_does_not_help if {
	every range in [limit_range("stage", {"default": {"memory": "1Gi"}}), limit_range("prod", {"default": {"cpu": "1"}}), limit_range("prod", {"min": {"memory": "1Mi"}})] {
		count(policy.deny) == 1 with input as unit([bare, range])
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([deployment({"containers": [{"name": "web", "resources": {"limits": {"memory": "1Gi"}}}]})])
	count(policy.deny) == 0 with input as unit([deployment({"containers": [{"name": "web"}], "resources": {"limits": {"memory": "1Gi"}}})])
	count(policy.deny) == 0 with input as unit([deployment({"ephemeralContainers": [{"name": "debug"}]})])
}

test_satisfied_by_limit_range if {
	every limit in [{"default": {"memory": "1Gi"}}, {"max": {"memory": "1Gi"}}] {
		count(policy.deny) == 0 with input as unit([bare, limit_range("prod", limit)])
	}
}

test_limit_range_in_doubt_is_undetermined if {
	every range in [limit_range(null, {"default": {"memory": "1Gi"}}), unknown(limit_range("prod", {}), ["spec", "limits"])] {
		count(policy.deny) == 0 with input as unit([bare, range])
		policy.undetermined == {{
			"resource": "Deployment/prod/web",
			"path": path,
			"reason": "a LimitRange whose namespace or values are not known may give a limit",
		}} with input as unit([bare, range])
	}
}

test_unknown_is_undetermined if {
	every unknown_path in [path, array.concat(containers, [0, "resources"]), containers, ["spec"]] {
		resources := unit([unknown(bare, unknown_path)])
		count(policy.deny) == 0 with input as resources
		policy.undetermined == {{"resource": "Deployment/prod/web", "path": unknown_path, "reason": "known after apply"}} with input as resources
	}
}

test_unknown_cpu_is_ignored if {
	resources := unit([unknown(bare, array.concat(containers, [0, "resources", "limits", "cpu"]))])
	count(policy.undetermined) == 0 with input as resources
	count(policy.deny) == 1 with input as resources
}
