# METADATA
# title: Pod leads traffic around the mesh
# description: >-
#   What does not pass the proxy is neither encrypted nor checked nor logged by the mesh: such a pod, or such a port, is
#   the way in that the policies of the mesh do not see.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/annotations/
#   - ref: https://istio.io/latest/docs/reference/config/labels/
#   - ref: https://linkerd.io/2/reference/proxy-configuration/
# custom:
#   id: MESH-006
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3T2]
#   references: {nist-800-53: [SC-7]}
#   remediation: Remove the annotation, or make the port known to the mesh as opaque instead of skipping it.
#   parameters:
#     allowed_ports:
#       type: array
#       default: []
#       description: Ports that may be excluded, as text.
package bartizan.kubernetes.mesh_bypass

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s stays outside the mesh: %q is %q", [kubernetes.title, name, value]),
	"path": array.concat(metadata_path, [field, name]),
} if {
	some name, option in opt_outs
	some field in option.fields
	value := settings(field)[name]
	lower(sprintf("%v", [value])) == option.value
}

deny contains {
	"message": sprintf("%s leads traffic around its proxy: %q is %q", [kubernetes.title, name, value]),
	"path": array.concat(metadata_path, ["annotations", name]),
} if {
	some name in exclusions
	value := settings("annotations")[name]
	is_string(value)
	some part in split(value, ",")
	not trim_space(part) in {port | some port in array.concat([""], params.get("allowed_ports", []))}
}

undetermined contains entry if {
	some name, option in opt_outs
	some field in option.fields
	some entry in kubernetes.unknown_around(array.concat(metadata_path, [field, name]))
}

undetermined contains entry if {
	some name in exclusions
	some entry in kubernetes.unknown_around(array.concat(metadata_path, ["annotations", name]))
}

metadata_path := array.concat(workload.template_path_of(input.kind), ["metadata"])

settings(field) := kubernetes.map(input.values, array.concat(metadata_path, [field]))

opt_outs := {
	"sidecar.istio.io/inject": {"fields": ["labels", "annotations"], "value": "false"},
	"linkerd.io/inject": {"fields": ["annotations"], "value": "disabled"},
	"istio.io/dataplane-mode": {"fields": ["labels"], "value": "none"},
	"ambient.istio.io/bypass-inbound-capture": {"fields": ["annotations"], "value": "true"},
}

exclusions := {
	"traffic.sidecar.istio.io/excludeInboundPorts", "traffic.sidecar.istio.io/excludeOutboundPorts",
	"traffic.sidecar.istio.io/excludeOutboundIPRanges", "traffic.sidecar.istio.io/excludeInterfaces",
	"config.linkerd.io/skip-inbound-ports", "config.linkerd.io/skip-outbound-ports", "config.linkerd.io/skip-subnets",
}
