# METADATA
# description: >-
#   The flags that a container passes to a component of the control plane, as its command and arguments write them
#   (https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/): `--name=value`, `--name value`, and
#   `--name` alone for true. The last of several counts.
package bartizan.lib.command_line

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

# Containers of this pod that run `program`: their path, and `flags` by name as `{value, path}`.
runs(program) := {run |
	some container in workload.containers
	some place in words(container)
	runs_program(words(container), place, program)
	run := {"path": container.path, "flags": flags(words(container))}
}

# Containers that start `program` by a shell, so that nothing can be said of its flags: paths of the scripts.
scripts(program) := {place.path |
	some container in workload.containers
	some place in words(container)
	regex.match(`\s`, place.text)
	some word in regex.split(`[\s;&|]+`, place.text)
	base(word) == program
}

# Unknown entries that decide what the flags of some container are.
unknown_words := workload.unknown_in_containers(["command"]) | workload.unknown_in_containers(["args"])

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
