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
#   references: {trivy: [KSV-0026, KSV-0027], nist-800-53: [CM-6]}
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
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("the pod changes the kernel setting %q, which is not on the list of safe ones", [name]),
	"path": array.concat(sysctls_path, [i, "name"]),
} if {
	not workload.windows
	count(workload.os_unknown) == 0
	some i, setting in workload.pod_list(["securityContext", "sysctls"])
	name := object.get(setting, "name", "")
	name != ""
	not replace(name, "/", ".") in allowed
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

allowed := safe | {name | some name in params.get("allowed_sysctls", [])}

# By the minor version of Kubernetes from which on they are safe.
safe := {name |
	some minor, names in {
		0: {
			"kernel.shm_rmid_forced",
			"net.ipv4.ip_local_port_range",
			"net.ipv4.ip_unprivileged_port_start",
			"net.ipv4.ping_group_range",
			"net.ipv4.tcp_syncookies",
		},
		27: {"net.ipv4.ip_local_reserved_ports"},
		29: {
			"net.ipv4.tcp_fin_timeout",
			"net.ipv4.tcp_keepalive_intvl",
			"net.ipv4.tcp_keepalive_probes",
			"net.ipv4.tcp_keepalive_time",
		},
		32: {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"},
	}
	not kubernetes.older_than(minor)
	some name in names
}
