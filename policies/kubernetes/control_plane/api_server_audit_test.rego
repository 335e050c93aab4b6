package bartizan.kubernetes.api_server_audit_test

import data.bartizan.kubernetes.api_server_audit as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

command_path := ["spec", "containers", 0, "command"]

server(flags) := {"kind": "Pod", "name": "kube-apiserver", "values": {"spec": {"containers": [{
	"name": "kube-apiserver",
	"command": array.concat(["kube-apiserver"], flags),
}]}}}

audited := ["--audit-policy-file=/etc/audit.yaml", "--audit-log-path=/var/log/audit.log"]

test_violated if {
	policy.deny == {
		{
			"message": "the API server records no requests: --audit-policy-file is not set",
			"path": command_path,
			"key": "audit-policy-file",
		},
		{
			"message": "the API server keeps no audit log: neither --audit-log-path nor --audit-webhook-config-file is set",
			"path": command_path,
			"key": "audit-log-path",
		},
	} with input as server([])
}

test_violated_by_age if {
	every days, findings in {"29": 1, "30": 0, "0": 0} {
		count(policy.deny) == findings with input as server(array.concat(audited, [sprintf("--audit-log-maxage=%s", [days])]))
	}
	policy.deny == {{
		"message": "the API server keeps its audit log for 7 days, fewer than 30",
		"path": array.concat(command_path, [3]),
		"key": "audit-log-maxage",
	}} with input as server(array.concat(audited, ["--audit-log-maxage=7"]))
}

test_satisfied if {
	count(policy.deny) == 0 with input as server(audited)
	count(policy.deny) == 0 with input as server(["--audit-policy-file=/etc/audit.yaml", "--audit-webhook-config-file=/etc/webhook.yaml"])
}

test_other_age_by_parameter if {
	resource := server(array.concat(audited, ["--audit-log-maxage=30"]))
	count(policy.deny) == 1 with input as object.union(resource, {"parameters": {"min_days": 31}})
}

test_other_programs if {
	count(policy.deny) == 0 with input as {"kind": "Pod", "name": "web", "values": {"spec": {"containers": [{"name": "web", "command": ["web"]}]}}}
}

test_script_is_undetermined if {
	resource := {"kind": "Pod", "name": "api", "values": {"spec": {"containers": [{"name": "api", "command": ["sh", "-c", "kube-apiserver --v=2"]}]}}}
	count(policy.deny) == 0 with input as resource
	count(policy.undetermined) == 1 with input as resource
}

test_unknown_is_undetermined if {
	every path in [command_path, array.concat(command_path, [1]), ["spec", "containers"]] {
		resource := unknown(server([]), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_violated_by_kubeadm if {
	{[finding.key, finding.path] | some finding in policy.deny} == {
		["audit-policy-file", ["apiServer", "extraArgs"]],
		["audit-log-path", ["apiServer", "extraArgs"]],
	} with input as {"kind": "ClusterConfiguration", "name": "", "values": {}}
}

test_satisfied_by_kubeadm if {
	count(policy.deny) == 0 with input as {"kind": "ClusterConfiguration", "name": "", "values": {"apiServer": {"extraArgs": {
		"audit-policy-file": "/etc/audit.yaml",
		"audit-log-path": "/var/log/audit.log",
		"audit-log-maxage": "30",
	}}}}
}
