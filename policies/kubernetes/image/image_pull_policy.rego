# METADATA
# title: Node may run a stale copy of an image
# description: >-
#   Unless the image is pulled at each start, a node runs whatever copy it has under that tag: a patched image pushed
#   again under the same tag never arrives there, and pods without the right to pull it may use it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting
# custom:
#   id: K8S-020
#   severity: low
#   confidence: low
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2O1]
#   references:
#     checkov: [CKV_K8S_15]
#     kics: [caa3479d-885d-4882-9aac-95e5e78ef5c2]
#     nist-800-53: [SI-2]
#   remediation: Name the image by its digest, or set `imagePullPolicy` to `Always`.
package bartizan.kubernetes.image_pull_policy

import data.bartizan.lib.image
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s may run a stale copy of image %q: imagePullPolicy is %s", [container.label, reference, detail(container)]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "Always", "safety": "unsafe"}],
} if {
	some container in workload.containers
	reference := object.get(container.values, "image", "")
	not reference in {"", "auto"}
	not image.pinned(reference)
	pull_policy(container, reference) != "Always"
	path := array.concat(container.path, ["imagePullPolicy"])
	count([entry |
		some entry in open_questions
		array.slice(entry.path, 0, count(container.path)) == container.path
	]) == 0
}

undetermined contains entry if some entry in open_questions

open_questions := {entry |
	some field in ["image", "imagePullPolicy"]
	some entry in workload.unknown_in_containers([field])
}

pull_policy(container, _) := written(container) if written(container) != ""

pull_policy(container, reference) := default_policy(reference) if written(container) == ""

default_policy(reference) := "IfNotPresent" if {
	image.tag(reference) != "latest"
} else := "Always"

written(container) := text if {
	text := object.get(container.values, "imagePullPolicy", "")
	is_string(text)
} else := ""

detail(container) := written(container) if written(container) != ""

detail(container) := "IfNotPresent by default" if written(container) == ""
