# METADATA
# title: Container runs privileged
# description: >-
#   A privileged container sees every device of the node and none of the kernel's limits hold for it: whoever breaks
#   into the process owns the node and every workload on it. On Windows a HostProcess container is the same. Agents that
#   truly need it belong in a namespace of their own, with an exception.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
# custom:
#   id: K8S-003
#   severity: critical
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
#     checkov: [CKV_K8S_16]
#     trivy: [KSV-0017, KSV-0103]
#     kube-linter: [privileged-container]
#     kics: [dd29336b-fe57-445b-a26e-e6aa867ae609]
#     cis: [k8s-1.23/5.2.2]
#     nist-800-53: [AC-6]
#     owasp: ["K01:2022"]
#   remediation: >-
#     Remove `privileged` (on Windows `windowsOptions.hostProcess`) from the `securityContext`, or set it to false; add the
#     single capability it needs.
package bartizan.kubernetes.privileged_container

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s runs privileged", [container.label]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
} if {
	some container in workload.containers
	object.get(container.values, ["securityContext", "privileged"], false) == true
	path := array.concat(container.path, ["securityContext", "privileged"])
}

deny contains {
	"message": sprintf("%s runs as a process of the Windows node: hostProcess is true", [container.label]),
	"path": array.concat(host_process_holder(container), host_process),
	"key": container.name,
} if {
	some container in workload.containers
	object.get(container.values, host_process, inherited) == true
}

undetermined contains entry if some entry in workload.unknown_in_containers(["securityContext", "privileged"])

undetermined contains entry if some entry in workload.unknown_in_containers(host_process)

undetermined contains entry if {
	some entry in kubernetes.unknown_around(array.concat(workload.pod_path, host_process))
	some container in workload.containers
	object.get(container.values, host_process, null) == null
}

host_process := ["securityContext", "windowsOptions", "hostProcess"]

# What the pod says of its containers.
inherited := workload.pod_value(host_process, false)

# Where the setting that holds for the container stands.
host_process_holder(container) := container.path if object.get(container.values, host_process, null) != null

host_process_holder(container) := workload.pod_path if object.get(container.values, host_process, null) == null
