package bartizan.kubernetes.tiller_or_open_dashboard_test

import data.bartizan.kubernetes.tiller_or_open_dashboard as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

test_violated_by_tiller if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "tiller", "image": "ghcr.io/helm/tiller:v2.16.1"}]})
	finding.path == array.concat(containers, [0, "image"])
	finding.message == `container "tiller" runs Tiller: image "ghcr.io/helm/tiller:v2.16.1"`
}

test_violated_by_service_of_tiller if {
	some finding in policy.deny with input as {
		"kind": "Service",
		"name": "tiller-deploy",
		"values": {"spec": {"selector": {"app": "helm", "name": "tiller"}}},
	}
	finding.message == `Service "tiller-deploy" leads to Tiller`
}

test_violated_by_dashboard_without_login if {
	some finding in policy.deny with input as deployment({"containers": [{
		"name": "dashboard",
		"image": "kubernetesui/dashboard:v2.7.0",
		"args": ["--auto-generate-certificates", "--enable-skip-login"],
	}]})
	finding.path == array.concat(containers, [0, "args", 1])
	finding.message == `container "dashboard" lets anyone skip the login of the Kubernetes dashboard`
}

test_satisfied if {
	every container in [
		{"name": "web", "image": "example.org/tiller/web:1"},
		{"name": "dashboard", "image": "kubernetesui/dashboard:v2.7.0", "args": ["--enable-skip-login=false"]},
		{"name": "web"},
	] {
		count(policy.deny) == 0 with input as deployment({"containers": [container]})
		count(policy.deny) == 0 with input as {"kind": "Service", "name": "web", "values": {"spec": {"selector": {"app": "helm"}}}}
	}
}

test_unknown_is_undetermined if {
	path := array.concat(containers, [0, "image"])
	resource := unknown(deployment({"containers": [{"name": "tiller"}]}), path)
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
}

test_unknown_selector_is_undetermined if {
	path := ["spec", "selector", "name"]
	resource := unknown({"kind": "Service", "name": "web", "values": {"spec": {"selector": {"app": "helm"}}}}, path)
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
}
