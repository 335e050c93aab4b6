package bartizan.kubernetes.etcd_encryption_test

import data.bartizan.kubernetes.etcd_encryption as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

command_path := ["spec", "containers", 0, "command"]

server(flags) := {"kind": "Pod", "name": "kube-apiserver", "values": {"spec": {"containers": [{
	"name": "kube-apiserver",
	"command": array.concat(["kube-apiserver"], flags),
}]}}}

configuration(entries) := {"kind": "EncryptionConfiguration", "name": "", "values": {"resources": entries}}

encrypted := {"secretbox": {"keys": [{"name": "a", "secret": "b"}]}}

test_violated_by_server if {
	policy.deny == {{
		"message": "the API server stores secrets unencrypted: --encryption-provider-config is not set",
		"path": command_path,
	}} with input as server(["--v=2"])
}

test_violated_by_first_provider if {
	every resource in ["secrets", "*.", "*.*"] {
		policy.deny == {{
			"message": sprintf("the first provider for %q is identity, which encrypts nothing", [resource]),
			"path": ["resources", 1, "providers", 0, "identity"],
		}} with input as configuration([
			{"resources": ["configmaps"], "providers": [encrypted]},
			{"resources": [resource], "providers": [{"identity": {}}, encrypted]},
			{"resources": ["secrets"], "providers": [encrypted]},
		])
	}
}

test_violated_without_entry_for_secrets if {
	policy.deny == {{"message": "no entry encrypts secrets", "path": ["resources"]}} with input as configuration([{"resources": ["configmaps"], "providers": [encrypted]}])
	count(policy.deny) == 1 with input as configuration([])
}

test_satisfied if {
	every flag in ["--encryption-provider-config=/etc/enc.yaml", "--experimental-encryption-provider-config=/etc/enc.yaml"] {
		count(policy.deny) == 0 with input as server([flag])
	}
	count(policy.deny) == 0 with input as configuration([{"resources": ["secrets"], "providers": [encrypted, {"identity": {}}]}])
}

test_script_is_undetermined if {
	resource := {"kind": "Pod", "name": "api", "values": {"spec": {"containers": [{"name": "api", "command": ["sh", "-c", "kube-apiserver --v=2"]}]}}}
	count(policy.deny) == 0 with input as resource
	count(policy.undetermined) == 1 with input as resource
}

test_unknown_flags_are_undetermined if {
	every path in [command_path, array.concat(command_path, [1]), ["spec", "containers"]] {
		count(policy.deny) == 0 with input as unknown(server([]), path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unknown(server([]), path)
	}
}

test_unknown_configuration_is_undetermined if {
	every path in [["resources"], ["resources", 0], ["resources", 0, "providers", 0]] {
		resource := unknown(configuration([{"resources": ["secrets"]}]), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_key_is_ignored if {
	resource := unknown(
		configuration([{"resources": ["secrets"], "providers": [{"identity": {}}, encrypted]}]),
		["resources", 0, "providers", 1, "secretbox", "keys", 0, "secret"],
	)
	count(policy.undetermined) == 0 with input as resource
	count(policy.deny) == 1 with input as resource
}

test_violated_by_kubeadm if {
	policy.deny == {{
		"message": "the API server stores secrets unencrypted: --encryption-provider-config is not set",
		"path": ["apiServer", "extraArgs"],
	}} with input as {"kind": "ClusterConfiguration", "name": "", "values": {}}
}

test_satisfied_by_kubeadm if {
	arguments := [{"name": "encryption-provider-config", "value": "/etc/enc.yaml"}]
	count(policy.deny) == 0 with input as {"kind": "ClusterConfiguration", "name": "", "values": {"apiServer": {"extraArgs": arguments}}}
}
