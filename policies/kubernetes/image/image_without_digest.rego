# METADATA
# title: Image is not pinned by digest
# description: >-
#   A tag can be pushed again: whoever takes over the registry or the build swaps the code of a running service
#   without touching its manifest. A digest fixes the very bytes that were reviewed. A registry that never lets a tag
#   move does the same; the manifest does not tell whether yours does.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   id: K8S-018
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M3T3, M4T2]
#   references:
#     checkov: [CKV_K8S_43]
#     kics: [7c81d34c-8e5a-402b-9798-9f442630e678]
#     nist-800-53: [SI-7]
#   remediation: >-
#     Append the digest to the image: `name:tag@sha256:…`.
package bartizan.kubernetes.image_without_digest

import data.bartizan.lib.image
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s takes image %q without a digest", [container.label, reference]),
	"path": array.concat(container.path, ["image"]),
} if {
	some container in workload.containers
	reference := object.get(container.values, "image", "")
	not ignored(reference)
}

undetermined contains entry if some entry in workload.unknown_in_containers(["image"])

# Istio puts its own image where the placeholder `auto` stands.
ignored(reference) if reference in {"", "auto"}

ignored(reference) if image.pinned(reference)
