# METADATA
# title: Runtime detector tells nobody or leaves out nodes
# description: >-
#   A detection that only stands in the log of the detector wakes nobody up. And an intruder is safe on any node
#   where a taint keeps the detector away, the control plane first of all.
# related_resources:
#   - ref: https://falco.org/docs/concepts/outputs/channels/
#   - ref: https://github.com/falcosecurity/falcosidekick
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
# custom:
#   id: OPS-006
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - apps/DaemonSet
#     - apps/Deployment
#     - ConfigMap
#   scope: unit
#   level: 4
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M4O1, M2O2, D4]
#   references: {nist-800-53: [SI-4]}
#   remediation: >-
#     Give the DaemonSet the toleration `operator: Exists` without a key, and switch `http_output` or
#     `program_output` of Falco on, best with falcosidekick behind it.
#   parameters:
#     software:
#       type: array
#       default:
#          [falco, tetragon, sysdig, sysdig-agent, kubearmor, tracee, falcon-sensor]
#       description: Names, in lower case, of images or workloads that detect intrusions.
package bartizan.kubernetes.runtime_detector_gaps

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

deny contains {
	"message": sprintf("DaemonSet %q stays away from nodes with taints: it tolerates %s", [object.get(detector, "name", ""), tolerated(detector)]),
	"resource": detector.address,
	"path": tolerations,
	"fix": [{"op": "append", "path": tolerations, "value": {"operator": "Exists"}, "safety": "unsafe"}],
} if {
	some detector in detectors
	count(kubernetes.unknown_around_of(detector, tolerations)) == 0
	not everywhere(detector)
}

undetermined contains {"resource": detector.address, "path": entry.path, "reason": entry.reason} if {
	some detector in detectors
	not everywhere(detector)
	some entry in kubernetes.unknown_around_of(detector, tolerations)
}

deny contains {
	"message": "Falco writes its detections to its own log only: http_output and program_output are off",
	"resource": config.address,
	"path": ["data", "falco.yaml"],
} if {
	some config in input.resources
	config.kind == "ConfigMap"
	settings := yaml.unmarshal(object.get(config.values, ["data", "falco.yaml"], ""))
	is_object(settings)
	count([channel |
		some channel in ["http_output", "program_output", "grpc_output"]
		object.get(settings, [channel, "enabled"], false) == true
	]) == 0
	not forwarded
}

tolerations := ["spec", "template", "spec", "tolerations"]

detectors := [resource |
	some resource in input.resources
	resource.kind == "DaemonSet"
	count(installed.names_of(resource) & names) > 0
]

names := {name | some name in params.get("software", software)}

software := [
	"falco", "tetragon", "sysdig", "sysdig-agent", "kubearmor", "tracee", "falcon-sensor",
]

everywhere(detector) if {
	some toleration in kubernetes.list(detector.values, tolerations)
	object.get(toleration, "operator", "Equal") == "Exists"
	object.get(toleration, "key", "") == ""
	object.get(toleration, "effect", "NoSchedule") in {"NoSchedule", ""}
}

tolerated(detector) := "none" if count(kubernetes.list(detector.values, tolerations)) == 0

tolerated(detector) := "only some" if count(kubernetes.list(detector.values, tolerations)) > 0

# Something passes detections on, or an option on the command line switches it on.
forwarded if {
	some resource in input.resources
	resource.kind in installed.workload_kinds
	"falcosidekick" in installed.names_of(resource)
}

forwarded if {
	some detector in detectors
	regex.match(`(http|program|grpc)_output\.enabled=true`, installed.commands_of(detector))
}
