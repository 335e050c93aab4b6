package bartizan.kubernetes.gitops_leaves_drift_test

import data.bartizan.kubernetes.gitops_leaves_drift as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

resource(kind, spec) := {"kind": kind, "name": "web", "values": {"spec": spec}}

application(source, automated) := resource("Application", {"source": source, "syncPolicy": {"automated": automated}})

git(revision) := object.union({"repoURL": "https://git.example.org/web.git"}, revision)

test_violated_by_absent_self_heal if {
	some finding in policy.deny with input as application(git({"targetRevision": "v1.4.0"}), {"prune": true})
	finding.path == ["spec", "syncPolicy", "automated", "selfHeal"]
	finding.message == `Application "web" leaves changes by hand in place: selfHeal is not true`
	finding.fix[0].value == true
}

test_violated_by_moving_revision if {
	every revision in [{}, {"targetRevision": "HEAD"}] {
		some finding in policy.deny with input as application(git(revision), {"selfHeal": true})
		finding.path == ["spec", "source", "targetRevision"]
		finding.message == `Application "web" follows the moving ref "HEAD"`
	}
}

test_violated_by_kustomization if {
	paths := {finding.path | some finding in policy.deny} with input as resource("Kustomization", {"suspend": true})
	paths == {["spec", "suspend"], ["spec", "prune"]}
}

test_violated_by_git_repository if {
	some finding in policy.deny with input as resource("GitRepository", {"url": "https://git.example.org/web.git"})
	finding.path == ["spec", "ref"]
}

test_satisfied if {
	count(policy.deny) == 0 with input as application(git({"targetRevision": "v1.4.0"}), {"selfHeal": true})
	count(policy.deny) == 0 with input as resource("Kustomization", {"prune": true})
	count(policy.deny) == 0 with input as resource("GitRepository", {"ref": {"tag": "v1.4.0"}})
}

test_other_revisions_by_parameter if {
	count(policy.deny) == 1 with input as with_parameters(
		application(git({"targetRevision": "main"}), {"selfHeal": true}),
		{"moving_revisions": ["main"]},
	)
}

test_unknown_is_undetermined if {
	every path in [["spec", "syncPolicy", "automated"], ["spec", "source", "targetRevision"], ["spec"]] {
		object_with_unknown := unknown(resource("Application", {"source": git({"targetRevision": "v1"}), "syncPolicy": {"automated": {"selfHeal": true}}}), path)
		count(policy.deny) == 0 with input as object_with_unknown
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as object_with_unknown
	}
}

test_unknown_is_no_violation if {
	every kind, path in {"Kustomization": ["spec", "prune"], "GitRepository": ["spec", "ref"]} {
		count(policy.deny) == 0 with input as unknown(resource(kind, {}), path)
	}
}
