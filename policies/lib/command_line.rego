# METADATA
# description: >-
#   The flags that a component of the control plane is started with: by a container, as its command and arguments write
#   them (https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/: `--name=value`, `--name value`,
#   and `--name` alone for true; the last of several counts), or by kubeadm
#   (https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/).
package bartizan.lib.command_line

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

# Where `program` is started: `flags` by name as `{value, path}`, and the path where a further one should stand.
runs(program) := run_by_pod(program) | run_by_kubeadm(program)

run_by_pod(program) := {run |
	some container in workload.containers
	some place in words(container)
	runs_program(words(container), place, program)
	run := {"place": array.concat(container.path, ["command"]), "flags": flags(words(container))}
}

# What kubeadm passes unless it is told otherwise
# (https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/#generate-static-pod-manifests-for-control-plane-components).
run_by_kubeadm(program) := {{"place": place, "flags": object.union(defaults, extra_arguments(place))}} if {
	input.kind == "ClusterConfiguration"
	program == "kube-apiserver"
	place := ["apiServer", "extraArgs"]
	defaults := {"authorization-mode": {"value": "Node,RBAC", "path": place}}
} else := set()

# An object until v1beta3, a list since v1beta4; the last of several counts.
extra_arguments(place) := {name: {"value": sprintf("%v", [value]), "path": array.concat(place, [name])} |
	some name, value in kubernetes.map(input.values, place)
} if {
	not is_array(object.get(input.values, place, null))
} else := {name: flag |
	some name in {argument.name | some argument in kubernetes.list(input.values, place)}
	last := max([i | some i, argument in kubernetes.list(input.values, place); argument.name == name])
	value := object.get(input.values, array.concat(place, [last, "value"]), "")
	flag := {"value": sprintf("%v", [value]), "path": array.concat(place, [last, "value"])}
}

# Containers that start `program` by a shell, so that nothing can be said of its flags: paths of the scripts.
scripts(program) := {place.path |
	some container in workload.containers
	some place in words(container)
	regex.match(`\s`, place.text)
	some word in regex.split(`[\s;&|]+`, place.text)
	base(word) == program
}

# Unknown entries that decide the flags of `program`, where it, or something not known, is run.
unknown_words(program) := {entry |
	some field in ["command", "args"]
	some entry in workload.unknown_in_containers([field])
	not of_another(entry.path, program)
} | of_kubeadm

of_kubeadm := kubernetes.unknown_around(["apiServer", "extraArgs"])

# Does the entry at `path` belong to a container whose image and words are those of another program?
of_another(path, program) if {
	some container in workload.containers
	array.slice(path, 0, count(container.path)) == container.path
	count(path) > count(container.path)
	texts := array.concat([container.values.image], [place.text | some place in words(container)])
	count([text | some text in texts; some name in {program, "hyperkube"}; contains(text, name)]) == 0
}

# The words of the command and the arguments in their order, each with its path.
words(container) := array.concat(words_of(container, "command"), words_of(container, "args"))

words_of(container, field) := [place |
	some i, text in kubernetes.list(container.values, [field])
	is_string(text)
	place := {"text": text, "path": array.concat(container.path, [field, i])}
]

# The program is the first word, or the second after that of an image that holds several (`hyperkube kube-apiserver`).
runs_program(all, place, program) if {
	place in array.slice(all, 0, 2)
	base(place.text) == program
	not startswith(place.text, "-")
}

base(word) := segments[count(segments) - 1] if segments := split(word, "/")

flags(all) := {name: flag |
	some name in {flag_name(place.text) | some place in all; startswith(place.text, "--")}
	last := max([i | some i, place in all; flag_name(place.text) == name])
	flag := {"value": flag_value(all, last), "path": all[last].path}
}

flag_name(text) := split(trim_prefix(text, "--"), "=")[0] if startswith(text, "--")

flag_value(all, i) := substring(all[i].text, indexof(all[i].text, "=") + 1, -1) if {
	contains(all[i].text, "=")
} else := all[i + 1].text if {
	not startswith(all[i + 1].text, "-")
} else := "true"
