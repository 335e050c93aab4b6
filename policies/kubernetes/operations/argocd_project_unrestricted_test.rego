package bartizan.kubernetes.argocd_project_unrestricted_test

import data.bartizan.kubernetes.argocd_project_unrestricted as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

project(spec) := {"kind": "AppProject", "name": "portal", "values": {"spec": spec}}

application(spec) := {"kind": "Application", "name": "web", "values": {"spec": spec}}

test_violated_by_project if {
	findings := policy.deny with input as project({
		"sourceRepos": ["https://git.example.org/portal", "*"],
		"destinations": [{"namespace": "*", "server": "*"}, {"namespace": "*", "server": "https://kubernetes.default.svc"}],
		"clusterResourceWhitelist": [{"group": "*", "kind": "*"}],
	})
	findings == {
		{"message": `AppProject "portal" takes every repository`, "path": ["spec", "sourceRepos", 1]},
		{"message": `AppProject "portal" deploys to every namespace of every cluster`, "path": ["spec", "destinations", 0]},
		{"message": `AppProject "portal" deploys to every namespace of a cluster`, "path": ["spec", "destinations", 1]},
		{"message": `AppProject "portal" may make everything that concerns the whole cluster`, "path": ["spec", "clusterResourceWhitelist", 0]},
	}
}

test_violated_by_default_project if {
	every spec in [{}, {"project": "default"}, {"project": ""}] {
		some finding in policy.deny with input as application(spec)
		finding.path == ["spec", "project"]
	}
	some finding in policy.deny with input as {"kind": "ApplicationSet", "name": "web", "values": {"spec": {"template": {"spec": {"project": "default"}}}}}
	finding.path == ["spec", "template", "spec", "project"]
}

test_satisfied if {
	every resource in [
		application({"project": "portal"}),
		project({}),
		project({
			"sourceRepos": ["https://git.example.org/portal-*"],
			"destinations": [{"namespace": "portal-*", "server": "*"}],
			"clusterResourceWhitelist": [{"group": "", "kind": "Namespace"}],
		}),
	] {
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

test_exempt_projects if {
	exempt := {"parameters": {"exempt_projects": ["portal", "default"]}}
	count(policy.deny) == 0 with input as object.union(project({"sourceRepos": ["*"]}), exempt)
	count(policy.deny) == 0 with input as object.union(application({}), exempt)
}

test_unknown_is_undetermined if {
	every path in [["spec", "sourceRepos"], ["spec", "destinations", 0, "namespace"], ["spec", "clusterResourceWhitelist"]] {
		count(policy.deny) == 0 with input as unknown(project({}), path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unknown(project({}), path)
	}
	count(policy.deny) == 0 with input as unknown(application({}), ["spec", "project"])
	count(policy.undetermined) == 1 with input as unknown(application({}), ["spec", "project"])
}
