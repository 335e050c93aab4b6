# METADATA
# title: Workload stands in the default namespace
# description: >-
#   Rights, quotas and network policies are given by namespace. What stands in `default` shares them with everything
#   that somebody applied without thinking, and belongs to no team.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
#   - ref: https://kubernetes.io/docs/concepts/security/multi-tenancy/#namespaces
# custom:
#   id: K8S-034
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3O2, M2T5]
#   references:
#     checkov: [CKV_K8S_21]
#     trivy: [KSV-0110]
#     kube-linter: [use-namespace]
#     kics: [611ab018-c4aa-4ba2-b0f6-a448337509a6]
#     cis: [k8s-1.23/5.7.4]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Make a namespace for the service or the team and name it in `metadata.namespace`, in the kustomization, or when
#     the chart is rendered.
package bartizan.kubernetes.default_namespace

import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s stands in the namespace \"default\"", [kubernetes.title]),
	"path": ["metadata", "namespace"],
} if {
	namespace == "default"
	count(kubernetes.unknown_around(["metadata", "namespace"])) == 0
}

undetermined contains entry if some entry in kubernetes.unknown_around(["metadata", "namespace"])

undetermined contains {"path": ["metadata", "namespace"], "reason": "the manifest does not say its namespace"} if {
	namespace == null
	count(kubernetes.unknown_around(["metadata", "namespace"])) == 0
}

namespace := object.get(input, "namespace", null)
