# METADATA
# description: >-
#   What software a cluster runs, by the names that its images, charts, workloads and operators go by, wherever they are
#   written: manifests, GitOps objects or Terraform.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/
#   - ref: https://fluxcd.io/flux/components/helm/helmreleases/
#   - ref: https://docs.k3s.io/add-ons/helm
#   - ref: https://olm.operatorframework.io/docs/concepts/crds/subscription/
#   - ref: https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
package bartizan.lib.installed

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown
import data.bartizan.lib.workload

workload_kinds := {"Deployment", "StatefulSet", "DaemonSet", "CronJob"}

# Where the other kinds name what they install.
name_paths := {
	"Application": [["metadata", "name"], ["spec", "source", "chart"], ["spec", "source", "path"]],
	"ApplicationSet": [["metadata", "name"], ["spec", "template", "spec", "source", "chart"]],
	"HelmRelease": [["metadata", "name"], ["spec", "chart", "spec", "chart"], ["spec", "chartRef", "name"]],
	"OCIRepository": [["spec", "url"]],
	"HelmChart": [["metadata", "name"], ["spec", "chart"]],
	"Subscription": [["spec", "name"]],
	"helm_release": [["name"], ["chart"]],
	"aws_eks_addon": [["addon_name"]],
}

# Is anything installed at all? Nothing is missed where nothing runs.
something if {
	some resource in input.resources
	resource.kind in workload_kinds
}

something if {
	some resource in input.resources
	name_paths[resource.kind]
}

# The names of everything installed, in lower case: every part of an image's path, the last one of a chart's.
names contains name if {
	some resource in input.resources
	resource.kind in workload_kinds
	some name in names_of(resource)
}

names contains lower(parts[count(parts) - 1]) if {
	some resource in input.resources
	some path in name_paths[resource.kind]
	parts := segments(object.get(resource.values, path, null))
}

# Applications of several sources.
names contains lower(parts[count(parts) - 1]) if {
	some resource in input.resources
	some path in source_lists[resource.kind]
	some source in kubernetes.list(resource.values, path)
	some field in ["chart", "path"]
	parts := segments(object.get(source, field, null))
}

source_lists := {
	"Application": [["spec", "sources"]],
	"ApplicationSet": [["spec", "template", "spec", "sources"]],
}

segments(text) := split(split(trim_suffix(text, "/"), "@")[0], "/") if is_string(text)

# Is one of `wanted` installed?
any(wanted) if {
	some name in wanted
	name in names
}

# The names by which a workload goes: its own, that of its label, and those in its images.
names_of(resource) := {lower(name) |
	some path in [["metadata", "name"], ["metadata", "labels", "app.kubernetes.io/name"]]
	name := object.get(resource.values, path, null)
	is_string(name)
} | {name |
	some image in images_of(resource)
	some part in split(split(lower(image), "@")[0], "/")
	name := split(part, ":")[0]
}

# The images of the containers of a workload, init containers included.
images_of(resource) := {image |
	some container in containers_of(resource)
	image := object.get(container, "image", null)
	is_string(image)
}

# The containers of a workload, init containers included.
containers_of(resource) := [container |
	some field in ["initContainers", "containers"]
	some container in kubernetes.list(resource.values, array.concat(workload.pod_path_of(resource.kind), [field]))
	is_object(container)
]

# What the containers of a workload run, in lower case: commands, arguments and images.
commands_of(resource) := lower(concat(" ", [text |
	some container in containers_of(resource)
	some field in ["image", "command", "args"]
	some text in words(object.get(container, field, []))
]))

words(value) := [value] if is_string(value)

words(value) := [word | some word in value; is_string(word)] if is_array(value)

# Is the value at `path` of `resource` known, if it has one?
known(resource, path) if not unknown.at_in(resource, path)

# Resources of one of `kinds`.
of(kinds) := [resource | some resource in input.resources; resource.kind in kinds]

# As `doubts`, where the values at the paths `decisive[kind]` decide as well.
doubts_of(decisive) := doubts | {sprintf("not all of %s is known", [resource.kind]) |
	complete
	some resource in input.resources
	some path in decisive[resource.kind]
	unknown.at_in(resource, path)
}

# Why nothing follows from not finding something; empty where it can be concluded that there is none.
doubts contains "it may be installed outside this scan" if not complete

doubts contains "not all images are known" if {
	complete
	some resource in input.resources
	resource.kind in workload_kinds
	list_path := array.concat(workload.pod_path_of(resource.kind), ["containers"])
	count(kubernetes.unknown_in_of(resource, list_path, ["image"])) > 0
}

doubts contains sprintf("not all of what each %s installs is known", [resource.kind]) if {
	complete
	some resource in input.resources
	some path in array.concat(name_paths[resource.kind], object.get(source_lists, resource.kind, []))
	unknown.at_in(resource, path)
}

complete if object.get(input, "complete", false) == true
