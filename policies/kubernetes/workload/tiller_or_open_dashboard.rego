# METADATA
# title: Tiller or a dashboard without login is deployed
# description: >-
#   Tiller, the server half of Helm 2, and a Kubernetes dashboard whose login can be skipped both act in the cluster
#   for whoever reaches their port, with rights of their own. Both are first targets once an intruder is in any pod.
# related_resources:
#   - ref: https://helm.sh/docs/faq/changes_since_helm2/#removal-of-tiller
#   - ref: https://github.com/kubernetes/dashboard/blob/master/docs/user/access-control/README.md
# custom:
#   id: K8S-059
#   severity: critical
#   confidence: high
#   platform: kubernetes
#   kinds: [Service, Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, M2O3]
#   references:
#     checkov: [CKV_K8S_34, CKV_K8S_33]
#     trivy: [KSV-0102]
#     kics: [8b862ca9-0fbd-4959-ad72-b6609bdaa22d, 6d173be7-545a-46c6-a81d-2ae52ed1605d]
#     nist-800-53: [CM-7]
#   remediation: Remove Tiller and use Helm 3 or later; start the dashboard without `--enable-skip-login`.
package bartizan.kubernetes.tiller_or_open_dashboard

import data.bartizan.lib.image
import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s runs Tiller: image %q", [container.label, container.values.image]),
	"path": array.concat(container.path, ["image"]),
} if {
	some container in workload.containers
	image.name(container.values.image) == "tiller"
}

deny contains {
	"message": sprintf("%s lets anyone skip the login of the Kubernetes dashboard", [container.label]),
	"path": array.concat(container.path, [field, i]),
	"fix": [{"op": "remove", "path": array.concat(container.path, [field, i]), "safety": "unsafe"}],
} if {
	some container in workload.containers
	contains(object.get(container.values, "image", ""), "dashboard")
	some field in ["args", "command"]
	some i, argument in kubernetes.list(container.values, [field])
	argument in {"--enable-skip-login", "--enable-skip-login=true"}
}

deny contains {
	"message": sprintf("%s leads to Tiller", [kubernetes.title]),
	"path": ["spec", "selector"],
} if {
	input.kind == "Service"
	object.get(input.values, ["spec", "selector", "app"], "") == "helm"
	object.get(input.values, ["spec", "selector", "name"], "") == "tiller"
}

undetermined contains entry if {
	input.kind == "Service"
	some entry in kubernetes.unknown_around(["spec", "selector"])
}

undetermined contains entry if {
	input.kind != "Service"
	some field in ["image", "args", "command"]
	some entry in workload.unknown_in_containers([field])
}
