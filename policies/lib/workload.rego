# METADATA
# description: >-
#   Pod specs and containers of the workload kinds
#   (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/) and the security context that holds for a container
#   (https://kubernetes.io/docs/tasks/configure-pod-container/security-context/).
package bartizan.lib.workload

import data.bartizan.lib.kubernetes

# Where the pod template stands in an object of `kind`; a Pod is its own template.
template_path_of(kind) := object.get(
	{"Pod": [], "CronJob": ["spec", "jobTemplate", "spec", "template"]},
	kind,
	["spec", "template"],
)

# Where the pod spec stands in an object of `kind`.
pod_path_of(kind) := array.concat(template_path_of(kind), ["spec"])

# Where the pod spec of this object stands.
pod_path := pod_path_of(input.kind)

# The value at `tail` of the pod spec, or `fallback`.
pod_value(tail, fallback) := object.get(input.values, array.concat(pod_path, tail), fallback)

container_fields := {"initContainers": "init container", "containers": "container", "ephemeralContainers": "ephemeral container"}

# The list at `tail` of the pod spec, empty when there is none.
pod_list(tail) := kubernetes.list(input.values, array.concat(pod_path, tail))

# Every container, init and ephemeral ones included: its values, their path, its list, and a label for messages.
containers contains container if {
	some field, noun in container_fields
	list_path := array.concat(pod_path, [field])
	some i, values in kubernetes.list(input.values, list_path)
	is_object(values)
	name := object.get(values, "name", sprintf("%s[%d]", [field, i]))
	container := {
		"name": name,
		"label": sprintf("%s %q", [noun, name]),
		"field": field,
		"path": array.concat(list_path, [i]),
		"values": values,
	}
}

# As `containers`, for one resource among `input.resources`.
containers_of(resource) := found if found := containers with input as resource

# Unknown entries that decide `tail` of some container, as a set of `{path, reason}`.
unknown_in_containers(tail) := unknown_in_containers_of(input, tail)

# As `unknown_in_containers`, for one resource among `input.resources`.
unknown_in_containers_of(resource, tail) := {entry |
	some field, _ in container_fields
	some entry in kubernetes.unknown_in_of(resource, array.concat(pod_path_of(resource.kind), [field]), tail)
}

# Unknown entries that decide environment variables, with the name of the variable where it is known, else "".
unknown_variables contains {"entry": entry, "name": name} if {
	some entry in unknown_in_containers(["env"])
	field := array.slice(entry.path, variable_depth, variable_depth + 1)
	field in [[], ["name"], ["value"]]
	name := object.get(input.values, array.concat(array.slice(entry.path, 0, variable_depth), ["name"]), "")
}

# `[containers, 0, env, 0]` below the pod spec.
variable_depth := count(pod_path) + 4

# Unknown entries that hide whole containers.
hidden_containers := {entry |
	some field, _ in container_fields
	some entry in kubernetes.hidden(array.concat(pod_path, [field]))
}

# `field` of the container's security context or, where the container has none, of the pod's: `{value, path}`. Undefined when
# neither has it. Kubernetes inherits runAsUser, runAsGroup, runAsNonRoot, seccompProfile, seLinuxOptions and appArmorProfile.
effective(container, field) := {"value": own, "path": array.concat(container.path, ["securityContext", field])} if {
	own := own_setting(container, field)
	own != null
}

effective(container, field) := {"value": shared, "path": array.concat(pod_path, ["securityContext", field])} if {
	own_setting(container, field) == null
	shared := pod_value(["securityContext", field], null)
	shared != null
}

# Unknown entries that decide `effective(container, field)`: the pod's count only where the container has no value of its own.
effective_unknown(container, field) := kubernetes.unknown_around(array.concat(container.path, ["securityContext", field])) if {
	own_setting(container, field) != null
}

effective_unknown(container, field) := own | shared if {
	own_setting(container, field) == null
	own := kubernetes.unknown_around(array.concat(container.path, ["securityContext", field]))
	shared := kubernetes.unknown_around(array.concat(pod_path, ["securityContext", field]))
}

own_setting(container, field) := object.get(container.values, ["securityContext", field], null)

# The pod runs on Windows nodes, where Linux settings of the security context have no meaning and the API server refuses them
# (https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod-spec-containers-securitycontext).
default windows := false

windows if lower(pod_value(["os", "name"], "")) == "windows"

windows if lower(pod_value(["nodeSelector", "kubernetes.io/os"], "")) == "windows"

# Unknown entries that decide whether the pod runs on Windows.
os_unknown := entries if {
	pod_value(["os", "name"], null) == null
	not windows
	entries := union({
		kubernetes.unknown_around(array.concat(pod_path, ["os", "name"])),
		kubernetes.unknown_around(array.concat(pod_path, ["nodeSelector", "kubernetes.io/os"])),
	})
} else := set()

# Containers that run on Linux.
linux_containers contains container if {
	not windows
	count(os_unknown) == 0
	some container in containers
}

# Unknown entries that hide whole Linux containers, or whether they are.
hidden_linux_containers := os_unknown | hidden_containers if not windows

hidden_linux_containers := set() if windows

# Unknown entries that decide `tail` of some Linux container.
unknown_in_linux_containers(tail) := os_unknown | unknown_in_containers(tail) if not windows

unknown_in_linux_containers(_) := set() if windows
