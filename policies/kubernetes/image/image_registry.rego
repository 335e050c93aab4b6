# METADATA
# title: Image comes from a registry that is not approved
# description: >-
#   Images from registries of others were built, scanned and signed by others, if at all, and can vanish or change
#   overnight. An approved registry is the one place where scanning and removal reach everything that runs.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
#   - ref: https://kubernetes.io/docs/concepts/security/security-checklist/#images
# custom:
#   id: K8S-019
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M3O1, D6]
#   references: {trivy: [KSV-0125], nist-800-53: [SI-7], owasp: ["K02:2022"]}
#   remediation: Copy the image to an approved registry, after a scan, and name it there.
#   parameters:
#     approved_registries:
#       type: array
#       default: []
#       description: >-
#         Registries, or paths in them, that images may come from, such as `registry.example.org`, `ghcr.io/our-org` or
#         `*.dkr.ecr.*.amazonaws.com`; Docker Hub is `docker.io`. Without any, images are not judged.
package bartizan.kubernetes.image_registry

import data.bartizan.lib.image
import data.bartizan.lib.params
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s takes image %q from %s, which is not approved", [container.label, reference, image.registry(reference)]),
	"path": array.concat(container.path, ["image"]),
	"key": image.registry(reference),
} if {
	count(approved) > 0
	some container in workload.containers
	reference := object.get(container.values, "image", "")

	# Istio puts its own image where the placeholder `auto` stands.
	not reference in {"", "auto"}
	not accepted(reference)
}

undetermined contains entry if {
	count(approved) > 0
	some entry in workload.unknown_in_containers(["image"])
}

approved := params.get("approved_registries", [])

accepted(reference) if {
	some entry in approved
	some prefix in prefixes(image.repository(reference))
	glob.match(trim_suffix(entry, "/"), [".", "/"], prefix)
}

# `a.io`, `a.io/b` and `a.io/b/c` of `a.io/b/c`.
prefixes(repository) := {concat("/", array.slice(segments, 0, length)) |
	segments := split(repository, "/")
	some length in numbers.range(1, count(segments))
}
