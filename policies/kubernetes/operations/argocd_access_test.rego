package bartizan.kubernetes.argocd_access_test

import data.bartizan.kubernetes.argocd_access as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

config(name, entries) := {"kind": "ConfigMap", "name": name, "values": {"data": entries}}

operator(spec) := {"kind": "ArgoCD", "name": "argocd", "values": {"spec": spec}}

good := {"admin.enabled": "false", "oidc.config": "name: Keycloak\n"}

test_violated_by_defaults if {
	findings := policy.deny with input as config("argocd-cm", {"url": "https://cd.example.org"})
	findings == {
		{
			"message": `ConfigMap "argocd-cm" keeps the shared login admin: admin.enabled is not false`,
			"path": ["data", "admin.enabled"],
			"fix": [{"op": "set", "path": ["data", "admin.enabled"], "value": "false", "safety": "unsafe"}],
		},
		{"message": `ConfigMap "argocd-cm" names no identity provider`, "path": ["data"]},
	}
}

test_violated_by_each_setting if {
	every name, value in {"admin.enabled": "true", "users.anonymous.enabled": "true", "exec.enabled": "true"} {
		{finding.path | some finding in policy.deny} == {["data", name]} with input as config("argocd-cm", object.union(good, {name: value}))
	}
	some finding in policy.deny with input as config("argocd-rbac-cm", {"policy.default": "role:admin"})
	finding.path == ["data", "policy.default"]
}

test_violated_by_operator if {
	paths := {finding.path | some finding in policy.deny} with input as operator({"usersAnonymousEnabled": true, "rbac": {"defaultPolicy": "role:admin"}})
	paths == {["spec", "disableAdmin"], ["spec", "usersAnonymousEnabled"], ["spec", "rbac", "defaultPolicy"], ["spec"]}
}

test_satisfied if {
	every resource in [
		config("argocd-cm", good),
		config("argocd-cm", {"admin.enabled": "false", "dex.config": "connectors: []\n"}),
		config("argocd-rbac-cm", {}),
		config("argocd-rbac-cm", {"policy.default": "role:readonly"}),
		config("web", {"exec.enabled": "true"}),
		operator({"disableAdmin": true, "sso": {"provider": "keycloak"}}),
	] {
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

test_fix_satisfies if {
	some finding in policy.deny with input as config("argocd-cm", object.union(good, {"admin.enabled": "true"}))
	repaired := json.patch(config("argocd-cm", good), [{"op": "add", "path": array.concat(["values"], finding.path), "value": finding.fix[0].value}])
	count(policy.deny) == 0 with input as repaired
}

test_unknown_is_undetermined if {
	every given in [
		{"path": ["data", "admin.enabled"], "entries": {"oidc.config": "name: Keycloak"}},
		{"path": ["data", "oidc.config"], "entries": {"admin.enabled": "false"}},
		{"path": ["data"], "entries": {}},
	] {
		resource := unknown(config("argocd-cm", given.entries), given.path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": given.path, "reason": "known after apply"}} with input as resource
	}
}
