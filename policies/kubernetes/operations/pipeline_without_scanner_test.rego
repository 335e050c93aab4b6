package bartizan.kubernetes.pipeline_without_scanner_test

import data.bartizan.kubernetes.pipeline_without_scanner as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

resource(kind, name, spec) := {"kind": kind, "name": name, "address": concat("/", [kind, name]), "values": {"spec": spec}}

protection(checks) := {"kind": "github_branch_protection", "name": "main", "address": "github_branch_protection.main", "values": {"required_status_checks": checks}}

fleet(resources) := {"complete": true, "resources": resources}

build := {"taskSpec": {"steps": [{"image": "gcr.io/kaniko-project/executor:v1.23.0"}]}}

named(task) := {"taskRef": {"name": task}}

test_violated if {
	policy.deny == {{
		"message": `Pipeline "portal" builds images but runs no scanner`,
		"resource": "Pipeline/portal",
		"path": ["spec"],
	}} with input as fleet([resource("Pipeline", "portal", {"tasks": [build]})])
	every resources in [
		[resource("Pipeline", "portal", {"tasks": [named("image")]}), resource("Task", "image", build.taskSpec)],
		[resource("WorkflowTemplate", "portal", {"templates": [{"container": {"image": "quay.io/buildah/stable"}}]})],
		[resource("Pipeline", "portal", {"tasks": [named("buildah"), named("deploy")]})],
	] {
		count(policy.deny) == 1 with input as fleet(resources)
	}
}

test_violated_by_branch_without_checks if {
	every checks in [[], [{"strict": true}], [{"contexts": []}]] {
		policy.deny == {{
			"message": "changes are merged without any check: required_status_checks is empty",
			"resource": "github_branch_protection.main",
			"path": ["required_status_checks"],
		}} with input as fleet([protection(checks)])
	}
}

test_satisfied if {
	every resources in [
		[resource("Pipeline", "portal", {"tasks": [build, {"taskSpec": {"steps": [{"image": "aquasec/trivy:0.60"}]}}]})],
		[resource("Pipeline", "portal", {"tasks": [build, named("grype")]})],
		[resource("Pipeline", "portal", {"tasks": [build, named("check")]}), resource("Task", "check", {"steps": [{"script": "snyk test"}]})],
		[resource("Pipeline", "cleanup", {"tasks": [{"taskSpec": {"steps": [{"image": "bitnami/kubectl"}]}}]})],
		[resource("Task", "image", build.taskSpec)],
		[protection([{"contexts": ["scan"]}])],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as object.union(fleet(resources), {"complete": false})
	}
}

test_parameters if {
	pipeline := resource("Pipeline", "portal", {"tasks": [named("assemble"), named("inspect")]})
	count(policy.deny) == 1 with input as object.union(fleet([pipeline]), {"parameters": {"builders": ["assemble"]}})
	count(policy.deny) == 0 with input as object.union(fleet([pipeline]), {"parameters": {"builders": ["assemble"], "scanners": ["inspect"]}})
}

test_tasks_elsewhere_are_undetermined if {
	part := {"complete": false, "resources": [resource("Pipeline", "portal", {"tasks": [build, named("deploy")]})]}
	count(policy.deny) == 0 with input as part
	policy.undetermined == {{"resource": "Pipeline/portal", "path": ["spec"], "reason": `what "deploy" does stands outside this scan`}} with input as part
}

test_unknown_is_undetermined if {
	hidden := unknown(resource("Pipeline", "portal", {"tasks": [build]}), ["spec", "tasks", 1])
	count(policy.deny) == 0 with input as fleet([hidden])
	policy.undetermined == {{"resource": "Pipeline/portal", "path": ["spec"], "reason": "known after apply"}} with input as fleet([hidden])
	branch := unknown(protection([]), ["required_status_checks", 0, "contexts"])
	count(policy.deny) == 0 with input as fleet([branch])
	count(policy.undetermined) == 1 with input as fleet([branch])
}
