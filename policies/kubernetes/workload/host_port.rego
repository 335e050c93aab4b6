# METADATA
# title: Container binds a port of the node
# description: >-
#   A host port opens the container on the address of its node, past the Service, the ingress and often past network
#   policies. It also keeps two such pods from running on one node.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/concepts/configuration/overview/#services
# custom:
#   id: K8S-013
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, M4O3]
#   references: {checkov: [CKV_K8S_26], trivy: [KSV-0024], cis: [k8s-1.23/5.2.13], nist-800-53: [SC-7]}
#   remediation: Remove `hostPort` and reach the pod through a Service.
#   parameters:
#     allowed_ports:
#       type: array
#       default: []
#       description: Ports of the node that any container may bind.
package bartizan.kubernetes.host_port

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s binds port %d of the node", [container.label, port]),
	"path": path,
	"fix": [{"op": "remove", "path": path, "safety": "unsafe"}],
} if {
	on_pod_network
	not unknown.at(network_path)
	some container in workload.containers
	some i, entry in kubernetes.list(container.values, ["ports"])
	port := to_number(object.get(entry, "hostPort", 0))
	port > 0
	not port in params.get("allowed_ports", [])
	path := array.concat(container.path, ["ports", i, "hostPort"])
}

undetermined contains entry if {
	on_pod_network
	some entry in workload.unknown_in_containers(["ports"])
	decides(entry.path)
}

undetermined contains entry if {
	bound
	some entry in kubernetes.unknown_around(network_path)
}

network_path := array.concat(workload.pod_path, ["hostNetwork"])

# On the network of the node every port is a port of the node, whatever is written: the matter of another policy.
on_pod_network if workload.pod_value(["hostNetwork"], false) != true

bound if {
	some container in workload.containers
	some entry in kubernetes.list(container.values, ["ports"])
	to_number(object.get(entry, "hostPort", 0)) > 0
}

# `[containers, 0, ports, 0, hostPort]` below the pod spec, or what holds it.
decides(path) if array.slice(path, port_depth, port_depth + 1) in [[], ["hostPort"]]

port_depth := count(workload.pod_path) + 4
