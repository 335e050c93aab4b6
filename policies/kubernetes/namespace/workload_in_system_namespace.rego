# METADATA
# title: Workload of a user sits in kube-system
# description: >-
#   Tokens, secrets and rights of the cluster's own components lie in this namespace, and admission policies commonly
#   leave it out. A service that sits there is judged by nobody and reaches all of it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
# custom:
#   id: K8S-035
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3O2]
#   references: {trivy: [KSV-0037], nist-800-53: [SC-7]}
#   remediation: Move the workload to a namespace of its own; add components of the cluster to `system_workloads`.
#   parameters:
#     system_workloads:
#       type: array
#       default: ["kube-*", "etcd*", "coredns*", "cloud-*", "calico-*", "cilium*", "aws-*", "ebs-csi-*", "efs-csi-*", "eks-*", "csi-*", "snapshot-*", "azure-*", "ama-*", "konnectivity-*", "gke-*", "pdcsi-*", "fluentbit-gke*", "metrics-server*", "cluster-autoscaler*", "node-local-dns*", "nodelocaldns*", "local-path-provisioner", "storage-provisioner"]
#       description: Names of workloads that belong to the cluster; `*` stands for any characters.
package bartizan.kubernetes.workload_in_system_namespace

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

deny contains {
	"message": sprintf("%s sits in kube-system", [kubernetes.title]),
	"path": ["metadata", "namespace"],
} if {
	object.get(input, "namespace", null) == "kube-system"
	count(open_questions) == 0
	not of_the_cluster
}

undetermined contains entry if some entry in open_questions

# Where the namespace is written the name alone is asked for.
open_questions := kubernetes.unknown_around(["metadata", "namespace"]) if object.get(input, "namespace", null) == null

open_questions := kubernetes.unknown_around(["metadata", "name"]) if object.get(input, "namespace", null) == "kube-system"

open_questions := set() if not object.get(input, "namespace", null) in {null, "kube-system"}

of_the_cluster if {
	some pattern in params.get("system_workloads", [
		"kube-*", "etcd*", "coredns*", "cloud-*", "calico-*", "cilium*", "aws-*", "ebs-csi-*", "efs-csi-*", "eks-*", "csi-*",
		"snapshot-*", "azure-*", "ama-*", "konnectivity-*", "gke-*", "pdcsi-*", "fluentbit-gke*", "metrics-server*",
		"cluster-autoscaler*", "node-local-dns*", "nodelocaldns*", "local-path-provisioner", "storage-provisioner",
	])
	glob.match(pattern, null, input.name)
}

# Labels of the add-on manager, which Kubernetes keeps for the add-ons it ships.
of_the_cluster if {
	some label in ["kubernetes.io/cluster-service", "addonmanager.kubernetes.io/mode"]
	object.get(input.values, ["metadata", "labels", label], null) != null
}
