package bartizan.terraform.vault_role_test

import data.bartizan.terraform.vault_role as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

kubernetes(values) := resource("vault_kubernetes_auth_backend_role", object.union({"role_name": "portal", "bound_service_account_names": ["portal"], "bound_service_account_namespaces": ["portal"], "token_ttl": 3600}, values))

approle(values) := resource("vault_approle_auth_backend_role", object.union({"role_name": "ci", "secret_id_ttl": 600, "token_ttl": 600}, values))

jwt(values) := resource("vault_jwt_auth_backend_role", object.union({"role_name": "pipeline", "token_ttl": 600}, values))

database(values) := object.union(resource("vault_database_secret_backend_role", object.union({"name": "readonly"}, values)), {"references": [{"path": ["backend"], "address": "vault_mount.r"}]})

unit(resources) := {"complete": true, "resources": resources}

messages(subject) := {finding.message | some finding in found} if {
	found := policy.deny with input as unit([subject])
}

test_violated_lifetime if {
	policy.deny == {{
		"resource": "vault_kubernetes_auth_backend_role.r",
		"path": ["token_ttl"],
		"message": `role "portal" issues tokens that live 86401 s`,
	}} with input as unit([kubernetes({"token_ttl": 86401})])
	messages(kubernetes({"token_period": 604800})) == {`role "portal" issues tokens that need renewal only every 604800 s`}
	messages(database({"default_ttl": "172800"})) == {`role "readonly" issues logins that live 172800 s`}
}

test_violated_default_lifetime if {
	some finding in policy.deny with input as unit([database({}), resource("vault_mount", {"type": "database"})])
	finding.path == ["default_ttl"]
	finding.message == `role "readonly" sets no lifetime: its logins live 2764800 s`
	by_path := resource("vault_jwt_auth_backend_role", {"backend": "jwt", "bound_audiences": ["vault"]})
	count(policy.deny) == 1 with input as unit([by_path, resource("vault_jwt_auth_backend", {"path": "jwt", "tune": [{"default_lease_ttl": "48h"}]})])
}

test_violated_bonds if {
	messages(kubernetes({"bound_service_account_names": ["*"]})) == {`role "portal" takes every service account`}
	messages(kubernetes({"bound_service_account_namespaces": ["a", "*"]})) == {`role "portal" takes service accounts of every namespace`}
	messages(approle({"secret_id_ttl": 0})) == {`role "ci" takes secret ids that never expire`}
	messages(jwt({})) == {`role "pipeline" takes every token of the login service`}
}

test_satisfied if {
	every resources in [
		[kubernetes({})],
		[kubernetes({"token_ttl": 86400})],
		[kubernetes({"token_ttl": 0, "token_max_ttl": 3600})],
		[kubernetes({"token_ttl": 0, "token_period": 3600})],
		[approle({})],
		[approle({"bind_secret_id": false, "secret_id_ttl": 0})],
		[jwt({"bound_claims": {"project_path": "group/app"}})],
		[jwt({"bound_audiences": ["vault"]})],
		[jwt({"bound_subject": "system:serviceaccount:a:b"})],
		[database({"default_ttl": 3600})],
		[database({}), resource("vault_mount", {"default_lease_ttl_seconds": 3600})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_parameter if {
	count(policy.deny) == 1 with input as object.union(unit([kubernetes({"token_ttl": 3600})]), {"parameters": {"max_ttl_seconds": 3599}})
	count(policy.deny) == 0 with input as object.union(unit([kubernetes({"token_ttl": 3600})]), {"parameters": {"max_ttl_seconds": 3600}})
}

test_default_of_a_mount_elsewhere_is_undetermined if {
	elsewhere := unit([database({})])
	count(policy.deny) == 0 with input as elsewhere
	policy.undetermined == {{"resource": "vault_database_secret_backend_role.r", "path": ["default_ttl"], "reason": "the default lifetime of its mount is not told here"}} with input as elsewhere
}

test_unknown_is_undetermined if {
	every case in [
		[kubernetes({"token_ttl": 100000}), "token_max_ttl"],
		[kubernetes({"bound_service_account_names": ["*"]}), "bound_service_account_names"],
		[kubernetes({"token_ttl": 0}), "token_ttl"],
		[kubernetes({}), "token_period"],
		[kubernetes({"bound_service_account_names": []}), "bound_service_account_names"],
		[kubernetes({"bound_service_account_namespaces": []}), "bound_service_account_namespaces"],
		[approle({"secret_id_ttl": 0}), "secret_id_ttl"],
		[jwt({}), "bound_claims"],
		[jwt({}), "bound_audiences"],
		[jwt({}), "bound_subject"],
	] {
		unsure := unit([object.union(case[0], {"unknown": [{"path": [case[1]], "reason": "known after apply"}]})])
		count(policy.deny) == 0 with input as unsure
		{entry.path | some entry in policy.undetermined} == {[case[1]]} with input as unsure
	}
}

test_name_of_another_resource_is_no_wildcard if {
	path := ["bound_service_account_names", 0]
	made := object.union(kubernetes({}), {"unknown": [{"path": path, "reason": "known after apply"}], "references": [{"path": path, "address": "kubernetes_service_account_v1.portal"}]})
	count(policy.deny) == 0 with input as unit([made])
	count(policy.undetermined) == 0 with input as unit([made])
}
