# METADATA
# title: Container can write to its root filesystem
# description: >-
#   Whoever breaks into the process can drop tools and change the program it runs. A stateless container needs no
#   writable root: mount an emptyDir where it must write.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   id: K8S-001
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T4, M4T2]
#   references:
#     checkov: [CKV_K8S_22]
#     trivy: [KSV-0014]
#     kube-linter: [no-read-only-root-fs]
#     kics: [a9c2f49d-0671-4fc9-9ece-f4e261e128d0]
#     nist-800-53: [CM-7]
#     owasp: ["K01:2022"]
#   remediation: Set `readOnlyRootFilesystem` to true in the container's `securityContext`.
#   parameters:
#     exempt_images:
#       type: array
#       default: []
#       description: Image prefixes whose containers may write to their root filesystem.
package bartizan.kubernetes.read_only_root_filesystem

import data.bartizan.lib.params
import data.bartizan.lib.unknown
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s can write to its root filesystem", [container.label]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": true, "safety": "unsafe"}],
} if {
	some container in judged_containers
	path := array.concat(container.path, ["securityContext", "readOnlyRootFilesystem"])
	not unknown.within(path)
	object.get(container.values, ["securityContext", "readOnlyRootFilesystem"], false) != true
}

undetermined contains entry if {
	some container in judged_containers
	some path, reason in unknown.within(array.concat(container.path, ["securityContext", "readOnlyRootFilesystem"]))
	entry := {"path": path, "reason": reason}
}

# With exempt images the image decides whether the container is judged at all.
undetermined contains entry if {
	count(exempt_images) > 0
	some container in workload.linux_containers
	object.get(container.values, ["securityContext", "readOnlyRootFilesystem"], false) != true
	some path, reason in unknown.at(array.concat(container.path, ["image"]))
	entry := {"path": path, "reason": reason}
}

undetermined contains entry if some entry in workload.hidden_linux_containers

exempt_images := params.get("exempt_images", [])

judged_containers contains container if {
	some container in workload.linux_containers
	not exempt(container)
}

exempt(container) if {
	some prefix in exempt_images
	startswith(object.get(container.values, "image", ""), prefix)
}

exempt(container) if {
	count(exempt_images) > 0
	unknown.at(array.concat(container.path, ["image"]))
}
