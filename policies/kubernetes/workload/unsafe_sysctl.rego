# METADATA
# title: Pod changes settings of the kernel or sees all of /proc
# description: >-
#   Kernel settings outside the safe list act on the whole node, on the pods of others too. `procMount: Unmasked`
#   shows a container the parts of `/proc` that the runtime hides because they give the node away.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   id: K8S-014
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5]
#   references:
#     trivy: [KSV-0026, KSV-0027]
#     kube-linter: [unsafe-proc-mount, unsafe-sysctls]
#     kics: [9127f0d9-2310-42e7-866f-5fd9d20dcbad, f922827f-aab6-447c-832a-e1ff63312bd3]
#     nist-800-53: [CM-6]
#   remediation: >-
#     Remove the setting from `sysctls`, or make it once on the node for all; leave `procMount` out.
#   parameters:
#     allowed_sysctls:
#       type: array
#       default: []
#       description: Further kernel settings that pods may change, such as `net.core.somaxconn`.
package bartizan.kubernetes.unsafe_sysctl

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.sysctls
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("the pod changes the kernel setting %q, which is not on the list of safe ones", [setting.name]),
	"path": setting.path,
} if {
	some setting in settings
	not sysctls.safe(setting.name)
}

undetermined contains {
	"path": setting.path,
	"reason": sprintf("%q is safe since Kubernetes 1.%d, and the version is not given", [setting.name, minor]),
} if {
	some setting in settings
	minor := sysctls.disputed(setting.name)
}

deny contains {
	"message": sprintf("%s sees all of /proc: procMount is Unmasked", [container.label]),
	"path": array.concat(container.path, ["securityContext", "procMount"]),
} if {
	some container in workload.linux_containers
	object.get(container.values, ["securityContext", "procMount"], "") == "Unmasked"
}

undetermined contains entry if {
	not workload.windows
	some entry in kubernetes.unknown_in(sysctls_path, ["name"])
}

undetermined contains entry if some entry in workload.unknown_in_linux_containers(["securityContext", "procMount"])

sysctls_path := array.concat(workload.pod_path, ["securityContext", "sysctls"])

settings contains {"name": name, "path": array.concat(sysctls_path, [i, "name"])} if {
	not workload.windows
	count(workload.os_unknown) == 0
	some i, setting in workload.pod_list(["securityContext", "sysctls"])
	name := object.get(setting, "name", "")
	name != ""
	not sysctls.plain(name) in params.get("allowed_sysctls", [])
}
