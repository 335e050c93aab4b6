package bartizan.kubernetes.default_service_account_test

import data.bartizan.kubernetes.default_service_account as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

path := ["spec", "template", "spec", "serviceAccountName"]

static_pod(metadata) := {"kind": "Pod", "name": "kube-apiserver", "values": {"metadata": metadata, "spec": {}}}

test_violated_when_absent if {
	every pod in [{}, {"serviceAccountName": ""}, {"serviceAccountName": null}] {
		policy.deny == {{
			"message": `Deployment "web" runs under the default service account: serviceAccountName is not set`,
			"path": path,
		}} with input as deployment(pod)
	}
}

test_violated_when_written if {
	policy.deny == {{"message": `Deployment "web" runs under the default service account`, "path": path}} with input as deployment({"serviceAccountName": "default"})
}

test_violated_by_older_spelling if {
	some finding in policy.deny with input as deployment({"serviceAccount": "default"})
	finding.path == ["spec", "template", "spec", "serviceAccount"]
}

test_satisfied if {
	count(policy.deny) == 0 with input as deployment({"serviceAccountName": "web"})
	count(policy.deny) == 0 with input as deployment({"serviceAccount": "web"})
}

test_static_pods_cannot_have_an_account if {
	count(policy.deny) == 0 with input as static_pod({"labels": {"component": "kube-apiserver", "tier": "control-plane"}})
	count(policy.deny) == 0 with input as static_pod({"annotations": {"kubernetes.io/config.source": "file"}})
	count(policy.deny) == 1 with input as static_pod({"annotations": {"kubernetes.io/config.source": "api"}})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, ["spec", "template"]] {
		resource := unknown(deployment({}), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
	count(policy.undetermined) == 0 with input as unknown(deployment({"serviceAccountName": "web"}), ["spec", "template", "spec", "serviceAccount"])
}
