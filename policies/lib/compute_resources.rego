# METADATA
# description: >-
#   Which workloads of a unit lack limits and requests
#   (https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/), where the LimitRange of their
#   namespace gives none (https://kubernetes.io/docs/concepts/policy/limit-range/). For policies of scope unit.
package bartizan.lib.compute_resources

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown
import data.bartizan.lib.workload

# Workloads among `input.resources`.
workloads contains resource if {
	some resource in input.resources
	resource.kind in {"Pod", "ReplicationController", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"}
}

# Containers of `resource` that take resources; ephemeral ones cannot ask for any.
containers(resource) := {container |
	some container in workload.containers_of(resource)
	container.field != "ephemeralContainers"
}

# Those of `wanted` (`[limits, memory]`) that neither the container, nor its pod, nor a LimitRange gives, and that nothing
# unknown may give.
missing(resource, container, wanted) := {setting |
	some setting in wanted
	not settled(resource, container, setting)
	not array.concat([object.get(resource, "namespace", null)], setting) in supplied
	not in_doubt(resource, setting)
	count(open_questions(resource, container, setting)) == 0
}

given(values, path, setting) if object.get(values, array.concat(path, setting), null) != null

# A limit is the request too where there is none.
given(values, path, ["requests", name]) if object.get(values, array.concat(path, ["limits", name]), null) != null

# Unknown entries that decide `setting` of the container, in it or for the whole pod.
open_questions(resource, container, setting) := {entry |
	not settled(resource, container, setting)
	some source in sources_of(setting)
	some entry in entries_at(resource, container, array.concat(["resources"], source))
}

settled(_, container, setting) if given(container.values, ["resources"], setting)

settled(resource, _, setting) if {
	given(resource.values, array.concat(workload.pod_path_of(resource.kind), ["resources"]), setting)
}

sources_of(setting) := {setting} if setting[0] == "limits"

sources_of(setting) := {setting, ["limits", setting[1]]} if setting[0] == "requests"

entries_at(resource, container, tail) := of_container | of_pod if {
	of_container := {entry |
		some entry in workload.unknown_in_containers_of(resource, tail)
		unknown.related(entry.path, container.path)
	}
	of_pod := kubernetes.unknown_around_of(resource, array.concat(workload.pod_path_of(resource.kind), tail))
}

# Unknown entries that hide containers.
hidden(resource) := {entry |
	some field in ["initContainers", "containers"]
	some entry in workload.unknown_in_containers_of(resource, [])
	list_path := array.concat(workload.pod_path_of(resource.kind), [field])
	unknown.holds(entry.path, list_path)
}

# A LimitRange may give `setting`: it does not say its namespace, or its values are not known.
in_doubt(resource, setting) if {
	some [namespace, found, name] in supplied
	[found, name] == setting
	null in {namespace, object.get(resource, "namespace", null)}
	namespace != object.get(resource, "namespace", null)
}

in_doubt(resource, _) if {
	some namespace in unknown_ranges
	namespace in {null, object.get(resource, "namespace", null)}
}

unknown_ranges contains object.get(range, "namespace", null) if {
	some range in ranges
	count(kubernetes.unknown_around_of(range, ["spec", "limits"])) > 0
}

ranges contains range if {
	some range in input.resources
	range.kind == "LimitRange"
}

# `[namespace, limits, memory]` that a LimitRange gives to containers without it.
supplied contains [object.get(range, "namespace", null), field, name] if {
	some range in ranges
	some limit in kubernetes.list(range.values, ["spec", "limits"])
	limit.type == "Container"
	some field, sources in {
		"limits": ["default", "max"],
		"requests": ["defaultRequest", "default", "max", "min"],
	}
	some source in sources
	some name, _ in kubernetes.map(limit, [source])
}
