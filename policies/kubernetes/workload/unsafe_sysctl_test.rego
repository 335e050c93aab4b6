package bartizan.kubernetes.unsafe_sysctl_test

import data.bartizan.kubernetes.unsafe_sysctl as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

pod_path := ["spec", "template", "spec"]

sysctls_path := array.concat(pod_path, ["securityContext", "sysctls"])

proc_path := array.concat(pod_path, ["containers", 0, "securityContext", "procMount"])

setting(name) := deployment({"securityContext": {"sysctls": [{"name": name, "value": "1"}]}})

of_container(context) := deployment({"containers": [{"name": "web", "securityContext": context}]})

test_violated_by_sysctl if {
	policy.deny == {{
		"message": `the pod changes the kernel setting "kernel.msgmax", which is not on the list of safe ones`,
		"path": array.concat(sysctls_path, [0, "name"]),
	}} with input as setting("kernel.msgmax")
}

test_violated_by_proc_mount if {
	policy.deny == {{
		"message": `container "web" sees all of /proc: procMount is Unmasked`,
		"path": proc_path,
	}} with input as of_container({"procMount": "Unmasked"})
}

test_satisfied if {
	every name in ["net.ipv4.tcp_syncookies", "net/ipv4/tcp_syncookies", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_rmem"] {
		count(policy.deny) == 0 with input as setting(name)
	}
	count(policy.deny) == 0 with input as of_container({"procMount": "Default"})
	count(policy.deny) == 0 with input as of_container({})
}

test_violated_before_the_setting_became_safe if {
	every version, findings in {"1.28": 1, "v1.29.4": 0} {
		resource := object.union(setting("net.ipv4.tcp_keepalive_time"), {"version": version})
		count(policy.deny) == findings with input as resource
	}
}

test_disputed_without_version_is_undetermined if {
	resource := setting("net.ipv4.tcp_notsent_lowat")
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{
		"path": array.concat(sysctls_path, [0, "name"]),
		"reason": `"net.ipv4.tcp_notsent_lowat" is safe since Kubernetes 1.37, and the version is not given`,
	}} with input as resource
	count(policy.deny) == 1 with input as object.union(resource, {"version": "1.36"})
	count(policy.undetermined) == 0 with input as object.union(resource, {"version": "1.37"})
}

test_satisfied_on_windows if {
	count(policy.deny) == 0 with input as object.union(setting("kernel.msgmax"), deployment({"os": {"name": "windows"}}))
}

test_further_settings_by_parameter if {
	resource := object.union(setting("net.core.somaxconn"), {"parameters": {"allowed_sysctls": ["net.core.somaxconn"]}})
	count(policy.deny) == 0 with input as resource
}

test_unknown_is_undetermined if {
	every path in [proc_path, array.concat(pod_path, ["containers"]), sysctls_path, array.concat(sysctls_path, [0, "name"])] {
		resource := unknown(of_container({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_value_of_a_setting_is_ignored if {
	count(policy.undetermined) == 0 with input as unknown(setting("kernel.msgmax"), array.concat(sysctls_path, [0, "value"]))
}
