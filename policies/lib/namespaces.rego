# METADATA
# description: >-
#   Which namespaces of the scan have workloads, and what stands for a namespace in findings. For policies of scope fleet.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
#   - ref: https://kyverno.io/docs/writing-policies/generate/
package bartizan.lib.namespaces

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

workload_kinds := {
	"Pod", "ReplicationController", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob",
}

# Namespaces that are not judged.
exempt := {namespace | some namespace in params.get("exempt_namespaces", ["kube-system", "kube-public", "kube-node-lease"])}

# Addresses of the workloads by namespace; null where the manifest leaves the namespace to the deployment.
workloads_of[namespace] contains resource.address if {
	some resource in input.resources
	resource.kind in workload_kinds
	namespace := object.get(resource, "namespace", null)
}

# The Namespace objects by name.
objects[resource.name] contains resource if {
	some resource in input.resources
	resource.kind == "Namespace"
}

# What a finding on `namespace` points at: the Namespace or, where none is in the scan, its first workload.
subject(namespace) := {"address": min({resource.address | some resource in objects[namespace]}), "path": ["metadata", "name"]} if {
	objects[namespace]
} else := {"address": min(workloads_of[namespace]), "path": ["metadata", "namespace"]}

# Labels of the Namespace objects of that name.
labels(namespace) := object.union_n([kubernetes.map(resource.values, ["metadata", "labels"]) | some resource in objects[namespace]])

# Annotations of the Namespace objects of that name.
annotations(namespace) := object.union_n([kubernetes.map(resource.values, ["metadata", "annotations"]) | some resource in objects[namespace]])

# Is it unknown what labels and annotations the Namespace has?
unlabelled(namespace) if {
	some resource in objects[namespace]
	some field in ["labels", "annotations"]
	unknown.within_in(resource, ["metadata", field])
}

# Does Kyverno give every namespace an object of `kind`?
generated(kind) if {
	some resource in input.resources
	resource.kind == "ClusterPolicy"
	some rule in kubernetes.list(resource.values, ["spec", "rules"])
	object.get(rule, ["generate", "kind"], "") == kind
}

# Why nothing follows from not finding an object of `kind` that belongs to `namespace`; undefined where it does.
doubt(null, _) := "the manifests do not say their namespace"

doubt(namespace, kind) := sprintf("its %s may stand outside this scan", [kind]) if {
	namespace != null
	not input.complete
}

doubt(namespace, kind) := sprintf("a %s does not say its namespace", [kind]) if {
	namespace != null
	input.complete
	some resource in input.resources
	resource.kind == kind
	object.get(resource, "namespace", null) == null
}
