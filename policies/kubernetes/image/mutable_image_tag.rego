# METADATA
# title: Image tag is missing or moves
# description: >-
#   Under `latest` or `main`, what runs tomorrow is not what was reviewed and tested today, and nobody can tell which
#   version had a flaw. An image without a tag means `latest`.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   id: K8S-017
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2O1, M4T2, D6]
#   references:
#     checkov: [CKV_K8S_14]
#     trivy: [KSV-0013]
#     kube-linter: [latest-tag]
#     kics: [583053b7-e632-46f0-b989-f81ff8045385]
#     nist-800-53: [CM-2]
#   remediation: Name the version of the image by a tag that is never moved, or by its digest.
#   parameters:
#     mutable_tags:
#       type: array
#       default: [latest, stable, main, master, dev]
#       description: Tags that are moved from one version to the next.
package bartizan.kubernetes.mutable_image_tag

import data.bartizan.lib.image
import data.bartizan.lib.params
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s takes image %q, which names no version%s", [container.label, reference, detail]),
	"path": array.concat(container.path, ["image"]),
} if {
	some container in workload.containers
	reference := object.get(container.values, "image", "")
	not ignored(reference)
	detail := moving(reference)
}

undetermined contains entry if some entry in workload.unknown_in_containers(["image"])

# Istio puts its own image where the placeholder `auto` stands
# (https://istio.io/latest/docs/setup/additional-setup/gateway/#deploying-a-gateway).
ignored(reference) if reference in {"", "auto"}

ignored(reference) if image.pinned(reference)

moving(reference) := ": it has no tag" if not image.tag(reference)

moving(reference) := sprintf(": tag %q moves", [image.tag(reference)]) if {
	lower(image.tag(reference)) in {lower(tag) | some tag in params.get("mutable_tags", ["latest", "stable", "main", "master", "dev"])}
}
