package bartizan.lib.command_line_test

import data.bartizan.lib.command_line

pod(container) := {"kind": "Pod", "values": {"spec": {"containers": [object.union({"name": "api"}, container)]}}}

flags := {name: flag.value | some run in command_line.runs("kube-apiserver"); some name, flag in run.flags}

test_flags_in_every_spelling if {
	found := flags with input as pod({
		"command": ["/usr/local/bin/kube-apiserver", "--a=1", "--b", "2"],
		"args": ["--c", "--d=x=y", "--a=3", "--e"],
	})
	found == {"a": "3", "b": "2", "c": "true", "d": "x=y", "e": "true"}
}

test_path_of_the_last_flag if {
	paths := {run.flags.a.path | some run in command_line.runs("kube-apiserver")} with input as pod({
		"command": ["kube-apiserver", "--a=1"],
		"args": ["--a=2"],
	})
	paths == {["spec", "containers", 0, "args", 0]}
}

test_other_programs if {
	every container in [{"command": ["kube-scheduler", "--a=1"]}, {"image": "kube-apiserver"}, {"args": ["--target", "x", "kube-apiserver"]}] {
		count(command_line.runs("kube-apiserver")) == 0 with input as pod(container)
	}
}

test_program_of_an_image_with_several if {
	count(command_line.runs("kube-apiserver")) == 1 with input as pod({"command": ["/hyperkube", "kube-apiserver"]})
}

test_scripts if {
	command_line.scripts("kube-apiserver") == {["spec", "containers", 0, "command", 2]} with input as pod({"command": ["/bin/sh", "-c", "exec /usr/local/bin/kube-apiserver --a=1 >/log"]})
	count(command_line.scripts("kube-apiserver")) == 0 with input as pod({"command": ["kube-apiserver", "--a=1"]})
}

kubeadm(arguments) := {"kind": "ClusterConfiguration", "values": {"apiServer": {"extraArgs": arguments}}}

test_arguments_of_kubeadm_in_both_spellings if {
	every arguments in [
		{"profiling": "false", "audit-log-maxage": 30},
		[{"name": "profiling", "value": "true"}, {"name": "audit-log-maxage", "value": "30"}, {"name": "profiling", "value": "false"}],
	] {
		found := flags with input as kubeadm(arguments)
		found == {"profiling": "false", "audit-log-maxage": "30", "authorization-mode": "Node,RBAC"}
	}
}

test_paths_of_arguments_of_kubeadm if {
	paths := {run.flags.profiling.path | some run in command_line.runs("kube-apiserver")} with input as kubeadm([{"name": "v", "value": "2"}, {"name": "profiling", "value": "false"}])
	paths == {["apiServer", "extraArgs", 1, "value"]}
}

test_kubeadm_without_arguments if {
	flags == {"authorization-mode": "Node,RBAC"} with input as {"kind": "ClusterConfiguration", "values": {}}
	flags == {"authorization-mode": "Webhook"} with input as kubeadm({"authorization-mode": "Webhook"})
}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_unknown_words if {
	args := ["spec", "containers", 0, "args"]
	every container in [{}, {"image": "registry.k8s.io/kube-apiserver:v1.33.0"}, {"image": "x", "command": ["kube-apiserver"]}] {
		command_line.unknown_words("kube-apiserver") == {{"path": args, "reason": "known after apply"}} with input as unknown(pod(container), args)
	}
	count(command_line.unknown_words("kube-apiserver")) == 1 with input as unknown(pod({"image": "nginx"}), ["spec", "containers"])
}

test_unknown_words_of_another_program if {
	count(command_line.unknown_words("kube-apiserver")) == 0 with input as unknown(pod({"image": "nginx", "command": ["nginx"]}), ["spec", "containers", 0, "args", 1])
}
