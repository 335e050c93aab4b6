package bartizan.kubernetes.api_server_access_test

import data.bartizan.kubernetes.api_server_access as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

command_path := ["spec", "containers", 0, "command"]

good := {
	"anonymous-auth": "--anonymous-auth=false",
	"authorization-mode": "--authorization-mode=Node,RBAC",
	"profiling": "--profiling=false",
}

server(flags) := {"kind": "Pod", "name": "kube-apiserver", "values": {"spec": {"containers": [{
	"name": "kube-apiserver",
	"command": array.concat(["kube-apiserver"], [flag | some name in sort(object.keys(flags)); flag := flags[name]; flag != ""]),
}]}}}

with_flag(name, flag) := server(object.union(good, {name: flag}))

test_violated if {
	policy.deny == {{
		"message": "the API server answers anonymous requests",
		"path": array.concat(command_path, [1]),
		"key": "anonymous-auth",
	}} with input as with_flag("anonymous-auth", "--anonymous-auth=true")
}

test_violated_by_other_flags if {
	every case in [
		["authorization-mode", "--authorization-mode=RBAC,AlwaysAllow", "the API server allows every request: --authorization-mode has AlwaysAllow"],
		["authorization-mode", "--authorization-mode=Node,ABAC", "the API server does not ask RBAC: --authorization-mode lacks it"],
		["token-auth-file", "--token-auth-file=/etc/tokens.csv", "the API server takes tokens from a file, which never expire"],
		["profiling", "--profiling", "the API server shows profiling data"],
	] {
		{finding.message | some finding in policy.deny} == {case[2]} with input as with_flag(case[0], case[1])
	}
}

test_violated_by_defaults if {
	{finding.message | some finding in policy.deny; finding.path == command_path} == {
		"the API server answers anonymous requests: --anonymous-auth is true by default",
		"the API server allows every request: --authorization-mode is AlwaysAllow by default",
		"the API server shows profiling data: --profiling is true by default",
	} with input as server({})
}

test_satisfied if {
	count(policy.deny) == 0 with input as server(good)
	count(policy.undetermined) == 0 with input as server(good)
}

test_satisfied_by_other_programs if {
	count(policy.deny) == 0 with input as {"kind": "Pod", "name": "web", "values": {"spec": {"containers": [{"name": "web", "command": ["web", "--profiling"]}]}}}
}

test_files_are_undetermined if {
	every name, flag in {"authentication-config": "anonymous-auth", "authorization-config": "authorization-mode"} {
		resource := server(object.union(object.remove(good, [flag]), {name: sprintf("--%s=/etc/config.yaml", [name])}))
		count(policy.deny) == 0 with input as resource
		{entry.reason | some entry in policy.undetermined} == {sprintf("the file that --%s names decides", [name])} with input as resource
	}
}

test_script_is_undetermined if {
	resource := {"kind": "Pod", "name": "api", "values": {"spec": {"containers": [{"name": "api", "command": ["sh", "-c", "exec kube-apiserver --v=2"]}]}}}
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": array.concat(command_path, [2]), "reason": "a script starts the API server"}} with input as resource
}

test_unknown_is_undetermined if {
	every path in [command_path, array.concat(command_path, [1]), ["spec", "containers", 0, "args"], ["spec"]] {
		resource := unknown(server({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

kubeadm(values) := {"kind": "ClusterConfiguration", "name": "", "values": values}

test_violated_by_kubeadm if {
	{[finding.key, finding.path] | some finding in policy.deny} == {
		["anonymous-auth", ["apiServer", "extraArgs"]],
		["profiling", ["apiServer", "extraArgs"]],
	} with input as kubeadm({})
}

test_satisfied_by_kubeadm if {
	count(policy.deny) == 0 with input as kubeadm({"apiServer": {"extraArgs": [
		{"name": "anonymous-auth", "value": "false"},
		{"name": "profiling", "value": "false"},
	]}})
}

test_unknown_arguments_of_kubeadm_are_undetermined if {
	resource := unknown(kubeadm({}), ["apiServer"])
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["apiServer"], "reason": "known after apply"}} with input as resource
}
