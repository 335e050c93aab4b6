# METADATA
# title: Pod mounts a path of the node
# description: >-
#   A hostPath volume hands files of the node to the pod: its logs and certificates or, with the container socket or
#   `/`, the node itself. It also ties the pod to one node. Data belongs in a persistent volume, configuration in a
#   ConfigMap or Secret.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: K8S-012
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, M3T1]
#   references:
#     checkov: [CKV_K8S_27]
#     trivy: [KSV-0023, KSV-0006]
#     kube-linter: [docker-sock, sensitive-host-mounts, writable-host-mount]
#     kics: [aa8f7a35-9923-4cad-bd61-a19b7f6aac91, 5308a7a8-06f8-45ac-bf10-791fe21de46e, a6f34658-fdfb-4154-9536-56d516f65828]
#     cis: [k8s-1.23/5.2.12]
#     nist-800-53: [AC-6]
#   remediation: Use a persistent volume claim, an emptyDir, a ConfigMap or a Secret instead of `hostPath`.
#   parameters:
#     allowed_paths:
#       type: array
#       default: []
#       description: Paths of the node that any pod may mount.
package bartizan.kubernetes.host_path

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("volume %q mounts %q of the node%s", [object.get(volume, "name", ""), host_path, consequence(host_path)]),
	"path": array.concat(volumes_path, [i, "hostPath"]),
} if {
	some i, volume in workload.pod_list(["volumes"])
	host_path := object.get(volume, ["hostPath", "path"], null)
	host_path != null
	not host_path in params.get("allowed_paths", [])
}

undetermined contains entry if some entry in kubernetes.unknown_in(volumes_path, ["hostPath"])

volumes_path := array.concat(workload.pod_path, ["volumes"])

consequence(host_path) := ", which can give control of the node" if takes_over(trim_right(host_path, "/"))

else := ""

takes_over(host_path) if {
	host_path in {"", "/etc", "/proc", "/var", "/var/run", "/run", "/var/lib", "/var/lib/kubelet", "/root", "/dev", "/sys"}
}

takes_over(host_path) if {
	some prefix in {"/etc/kubernetes", "/var/lib/kubelet/pods", "/var/lib/etcd", "/run/containerd", "/var/run/containerd"}
	startswith(host_path, prefix)
}

takes_over(host_path) if endswith(host_path, ".sock")
