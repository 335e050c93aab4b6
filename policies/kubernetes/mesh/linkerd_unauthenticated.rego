# METADATA
# title: Linkerd takes calls without an identity
# description: >-
#   Under this policy the proxy encrypts calls that come from the mesh, and lets all others in as well: whoever gets into
#   the network calls every service without showing who they are.
# related_resources:
#   - ref: https://linkerd.io/2/reference/authorization-policy/
#   - ref: https://linkerd.io/2/tasks/restricting-access/
# custom:
#   id: MESH-012
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - Namespace
#     - Pod
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - batch/Job
#     - batch/CronJob
#     - policy.linkerd.io/Server
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - argoproj.io/Application
#     - helm_release
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3T2, P4]
#   references: {nist-800-53: [SC-8, AC-3]}
#   remediation: >-
#     Set `proxy.defaultInboundPolicy`, or the annotation `config.linkerd.io/default-inbound-policy`, to `all-authenticated` or
#     `deny`; remove `accessPolicy` from the Server.
package bartizan.kubernetes.linkerd_unauthenticated

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s takes calls without an identity: its inbound policy is %s", [kubernetes.title, value]),
	"path": place.path,
	"fix": [{"op": "set", "path": place.path, "value": "all-authenticated", "safety": "unsafe"}],
} if {
	some place in places
	count(kubernetes.unknown_around(place.path)) == 0
	value := object.get(input.values, place.path, place.fallback)
	value in open
}

# The values of a Helm release are documents in strings.
deny contains {
	"message": sprintf("%s takes calls without an identity: its inbound policy is %s", [kubernetes.title, value]),
	"path": ["values", i, "@yaml", "proxy", "defaultInboundPolicy"],
} if {
	release
	some i, config in documents
	value := object.get(config, ["proxy", "defaultInboundPolicy"], null)
	value in open
}

deny contains {
	"message": sprintf("%s takes calls without an identity: proxy.defaultInboundPolicy is not set", [kubernetes.title]),
	"path": ["values"],
} if {
	release
	count(kubernetes.unknown_around(["values"])) == 0
	count(kubernetes.unknown_around(["set"])) == 0
	not contains(json.marshal(input.values), "defaultInboundPolicy")
}

undetermined contains entry if {
	some place in places
	some entry in kubernetes.unknown_around(place.path)
}

undetermined contains entry if {
	release
	some field in ["values", "set"]
	some entry in kubernetes.unknown_around([field])
}

# `audit` writes down what it lets in.
open := {"all-unauthenticated", "cluster-unauthenticated", "audit"}

annotation := "config.linkerd.io/default-inbound-policy"

places contains {"path": ["metadata", "annotations", annotation], "fallback": ""} if input.kind == "Namespace"

places contains {"path": array.concat(workload.template_path_of(input.kind), ["metadata", "annotations", annotation]), "fallback": ""} if {
	input.kind in {"Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"}
}

# Since Linkerd 2.16; without it a Server denies what no policy allows.
places contains {"path": ["spec", "accessPolicy"], "fallback": "deny"} if input.kind == "Server"

places contains {"path": ["spec", "values", "proxy", "defaultInboundPolicy"], "fallback": "all-unauthenticated"} if {
	input.kind == "HelmRelease"
	control_plane(object.get(input.values, ["spec", "chart", "spec", "chart"], ""))
	count(kubernetes.list(input.values, ["spec", "valuesFrom"])) == 0
}

places contains {"path": ["spec", "source", "helm", "valuesObject", "proxy", "defaultInboundPolicy"], "fallback": "all-unauthenticated"} if {
	input.kind == "Application"
	control_plane(object.get(input.values, ["spec", "source", "chart"], ""))
	not contains(json.marshal(object.get(input.values, ["spec", "source", "helm"], {})), `"values"`)
}

release if {
	input.kind == "helm_release"
	control_plane(object.get(input.values, "chart", ""))
}

control_plane(chart) if regex.match(`(^|/)linkerd(2|-control-plane|-enterprise-control-plane)$`, chart)

documents[i] := config if {
	some i, text in kubernetes.list(input.values, ["values"])
	is_string(text)
	config := yaml.unmarshal(text)
	is_object(config)
}
