package bartizan.terraform.vault_audit_test

import data.bartizan.terraform.vault_audit as policy

resource(kind, values) := {"kind": kind, "name": "v", "address": concat(".", [kind, "v"]), "values": values, "unknown": []}

unit(resources) := {"complete": true, "resources": resources}

release(values) := resource("helm_release", object.union({"chart": "vault", "repository": "https://helm.releases.hashicorp.com"}, values))

test_violated_without_device if {
	policy.deny == {{
		"resource": "vault_auth_backend.v",
		"path": [],
		"message": "the module sets up Vault but no audit device",
	}} with input as unit([resource("vault_auth_backend", {"type": "kubernetes"}), resource("vault_quota_rate_limit", {})])
}

test_violated_release if {
	policy.deny == {{
		"resource": "helm_release.v",
		"path": ["values"],
		"message": `Vault release "v" has neither audit storage nor an audit device`,
	}} with input as unit([release({})])
	every values in [
		{"values": ["server:\n  auditStorage:\n    enabled: false\n"]},
		{"set": [{"name": "server.auditStorage.enabled", "value": "false"}]},
		{"values": ["server:\n  auditStorage:\n    enabled: true\n"], "set": [{"name": "server.auditStorage.enabled", "value": "false"}]},
		{"chart": "hashicorp/vault"},
	] {
		count(policy.deny) == 1 with input as unit([release(values)])
	}
}

test_satisfied if {
	every resources in [
		[resource("vault_auth_backend", {}), resource("vault_audit", {"type": "file"})],
		[release({}), resource("vault_audit", {"type": "file"})],
		[release({"values": ["server:\n  auditStorage:\n    enabled: false\n", "server:\n  auditStorage:\n    enabled: true\n"]})],
		[release({"set": [{"name": "server.auditStorage.enabled", "value": "true"}]})],
		[release({"set": [{"name": "server.enabled", "value": "false"}]})],
		[release({"values": ["injector:\n  externalVaultAddr: https://vault.example.org\n"]})],
		[release({"set": [{"name": "global.externalVaultAddr", "value": "https://vault.example.org"}]})],
		[release({"chart": "vault-secrets-operator"})],
		[],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_values_are_undetermined if {
	every path in [["values"], ["values", 0], ["set"], ["set", 0, "value"]] {
		unsure := unit([object.union(release({}), {"unknown": [{"path": path, "reason": "known after apply"}]})])
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"resource": "helm_release.v", "path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_incomplete_is_undetermined if {
	every subject in [resource("vault_auth_backend", {}), release({})] {
		part := {"complete": false, "resources": [subject]}
		count(policy.deny) == 0 with input as part
		count(policy.undetermined) == 1 with input as part
	}
}
