package bartizan.kubernetes.secret_store_open_test

import data.bartizan.kubernetes.secret_store_open as policy

store(kind, spec) := {"kind": kind, "name": "vault", "values": {"spec": spec}}

vault(settings) := {"provider": {"vault": settings}}

narrow := {"conditions": [{"namespaces": ["payments"]}]}

found(resource) := {finding.path | some finding in policy.deny with input as resource}

test_violated_by_cluster_store if {
	policy.deny == {{"message": `ClusterSecretStore "vault" may be used from every namespace`, "path": ["spec", "conditions"]}} with input as store("ClusterSecretStore", vault({"server": "https://vault"}))
	found(store("ClusterSecretStore", {"conditions": [{"namespaceSelector": {}}]})) == {["spec", "conditions", 0]}
	found(store("ClusterSecretStore", {"conditions": [{"namespaceRegexes": [".*"]}]})) == {["spec", "conditions", 0]}
}

test_violated_by_plain_http if {
	found(store("SecretStore", vault({"server": "http://vault:8200"}))) == {["spec", "provider", "vault", "server"]}
	found(store("VaultConnection", {"address": "HTTP://vault:8200"})) == {["spec", "address"]}
}

test_violated_by_token if {
	found(store("SecretStore", vault({"server": "https://vault", "auth": {"tokenSecretRef": {"name": "t"}}}))) == {["spec", "provider", "vault", "auth", "tokenSecretRef"]}
}

test_violated_by_unchecked_certificate if {
	found(store("VaultConnection", {"address": "https://vault", "skipTLSVerify": true})) == {["spec", "skipTLSVerify"]}
	annotations := {"metadata": {"annotations": {"vault.hashicorp.com/tls-skip-verify": "true"}}}
	found({"kind": "Pod", "name": "web", "values": annotations}) == {["metadata", "annotations", "vault.hashicorp.com/tls-skip-verify"]}
	found({"kind": "Deployment", "name": "web", "values": {"spec": {"template": annotations}}}) == {["spec", "template", "metadata", "annotations", "vault.hashicorp.com/tls-skip-verify"]}
}

test_satisfied if {
	every resource in [
		store("ClusterSecretStore", object.union(narrow, vault({"server": "https://vault", "auth": {"kubernetes": {}}}))),
		store("SecretStore", {"provider": {"aws": {"service": "SecretsManager"}}}),
		store("VaultConnection", {"address": "https://vault"}),
		{"kind": "Deployment", "name": "web", "values": {"metadata": {"annotations": {"vault.hashicorp.com/tls-skip-verify": "true"}}}},
		{"kind": "Pod", "name": "web", "values": {"metadata": {"annotations": {"vault.hashicorp.com/tls-skip-verify": "false"}}}},
	] {
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

test_unknown_is_undetermined if {
	every case in [
		[store("ClusterSecretStore", {}), ["spec", "conditions"]],
		[store("SecretStore", {}), ["spec", "provider", "vault", "server"]],
		[store("SecretStore", {}), ["spec", "provider", "vault", "auth"]],
		[store("VaultConnection", {}), ["spec", "address"]],
		[store("VaultConnection", {}), ["spec", "skipTLSVerify"]],
		[{"kind": "Pod", "name": "web", "values": {}}, ["metadata", "annotations"]],
	] {
		resource := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {case[1]} with input as resource
	}
}
