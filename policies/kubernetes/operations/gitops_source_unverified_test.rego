package bartizan.kubernetes.gitops_source_unverified_test

import data.bartizan.kubernetes.gitops_source_unverified as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

subject(kind, name, spec) := {"kind": kind, "name": name, "environment": null, "values": {"spec": spec}}

verify := {"verify": {"provider": "cosign"}}

git(url, more) := subject("GitRepository", "apps", object.union({"url": url}, more))

test_violated_by_plain_url if {
	policy.deny == {{
		"message": `GitRepository "apps" fetches in clear over http`,
		"path": ["spec", "url"],
	}} with input as git("http://git.example.org/apps", verify)
	every resource in [
		git("git://git.example.org/apps", verify),
		subject("HelmRepository", "charts", {"url": "http://charts.example.org"}),
		subject("HelmRepository", "charts", {"url": "oci://charts.example.org", "insecure": true}),
		subject("Bucket", "b", {"endpoint": "minio.example.org", "insecure": true}),
		subject("Application", "web", {"source": {"repoURL": "http://git.example.org/web"}}),
		subject("Application", "web", {"sources": [{"repoURL": "https://x"}, {"repoURL": "http://git.example.org/web"}]}),
		subject("AppProject", "team", {"sourceRepos": ["http://git.example.org/*"]}),
	] {
		count(policy.deny) == 1 with input as resource
	}
}

test_violated_without_verification if {
	some finding in policy.deny with input as git("https://git.example.org/apps", {"ref": {"branch": "main"}})
	finding.path == ["spec", "verify"]
	finding.message == `GitRepository "apps" does not check who signed: verify is not set`
	count(policy.deny) == 1 with input as subject("OCIRepository", "app", {"url": "oci://example.org/app", "ref": {"tag": "1"}})
}

test_violated_by_project_of_production if {
	some finding in policy.deny with input as subject("AppProject", "portal-prod", {})
	finding.path == ["spec", "signatureKeys"]
	some other in policy.deny with input as object.union(subject("AppProject", "portal", {}), {"environment": "production"})
	other.path == ["spec", "signatureKeys"]
}

test_satisfied if {
	every resource in [
		git("https://git.example.org/apps", verify),
		git("ssh://git@git.example.org/apps", verify),
		git("https://git.example.org/apps", {"ref": {"commit": "0123abc"}}),
		subject("OCIRepository", "app", {"url": "oci://example.org/app", "ref": {"digest": "sha256:00"}}),
		subject("HelmRepository", "charts", {"url": "https://charts.example.org"}),
		subject("Application", "web", {"source": {"repoURL": "https://git.example.org/web"}}),
		subject("AppProject", "portal-test", {"sourceRepos": ["https://git.example.org/*"]}),
		subject("AppProject", "product", {}),
		subject("AppProject", "portal-prod", {"signatureKeys": [{"keyID": "4AEE18F83AFDEB23"}]}),
	] {
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

test_parameter if {
	count(policy.deny) == 1 with input as object.union(subject("AppProject", "portal-p", {}), {"parameters": {"production": ["p"]}})
}

test_unknown_is_undetermined if {
	every kind, path in {
		"GitRepository": ["spec", "verify"], "OCIRepository": ["spec", "ref"], "HelmRepository": ["spec", "url"],
		"Application": ["spec", "source", "repoURL"], "AppProject": ["spec", "signatureKeys"], "Bucket": ["spec", "endpoint"],
	} {
		resource := unknown(subject(kind, "prod", {}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
