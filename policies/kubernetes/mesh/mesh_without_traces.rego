# METADATA
# title: Mesh keeps no access log or no traces
# description: >-
#   When a request of a citizen fails, or data leaks, nobody can follow it through the services: the proxies see every
#   call and write nothing down.
# related_resources:
#   - ref: https://istio.io/latest/docs/tasks/observability/logs/access-log/
#   - ref: https://istio.io/latest/docs/tasks/observability/distributed-tracing/telemetry-api/
#   - ref: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
# custom:
#   id: MESH-013
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - batch/CronJob
#     - argoproj.io/Application
#     - argoproj.io/ApplicationSet
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - source.toolkit.fluxcd.io/OCIRepository
#     - helm.cattle.io/HelmChart
#     - operators.coreos.com/Subscription
#     - helm_release
#     - install.istio.io/IstioOperator
#     - sailoperator.io/Istio
#     - maistra.io/ServiceMeshControlPlane
#     - ConfigMap
#     - Namespace
#     - telemetry.istio.io/Telemetry
#     - security.istio.io/PeerAuthentication
#   scope: fleet
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, A7, D4]
#   references: {nist-800-53: [AU-3]}
#   remediation: >-
#     Add a Telemetry to the root namespace with `accessLogging` and `tracing` of a provider, or set
#     `meshConfig.accessLogFile` and `meshConfig.defaultProviders.tracing`.
package bartizan.kubernetes.mesh_without_traces

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.mesh
import data.bartizan.lib.unknown

deny contains {"message": messages[what], "path": [], "key": what} if {
	some what in missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [messages[what], reason])} if {
	some what in missing
	some reason in doubts
}

messages := {
	"log": "the mesh writes no access log",
	"traces": "the mesh records no traces",
}

missing contains what if {
	mesh.istio
	some what, _ in messages
	not given[what]
}

doubts contains "it may be set outside this scan" if not installed.complete

doubts contains sprintf("not all of a %s is known", [resource.kind]) if {
	installed.complete
	some resource in input.resources
	unknown.within_in(resource, mesh.config_path(resource))
}

doubts contains sprintf("not all of a %s is known", [resource.kind]) if {
	installed.complete
	some resource in installed.of({"Telemetry"})
	unknown.within_in(resource, ["spec"])
}

# Values given one by one are not read.
doubts contains "the configuration of the mesh is given by single values" if {
	installed.complete
	some resource in installed.of({"helm_release"})
	mesh.installs_istiod(resource)
	count(mesh.configs_of(resource)) == 0
}

given["log"] if {
	some resource in installed.of({"Telemetry"})
	some entry in kubernetes.list(resource.values, ["spec", "accessLogging"])
	object.get(entry, "disabled", false) != true
}

given["log"] if {
	some found in configs
	object.get(found.config, "accessLogFile", "") != ""
}

given["log"] if {
	some found in configs
	count(object.get(found.config, ["defaultProviders", "accessLogging"], [])) > 0
}

given["log"] if {
	some found in configs
	object.get(found.config, "enableEnvoyAccessLogService", false) == true
}

given["traces"] if {
	some resource in installed.of({"Telemetry"})
	some entry in kubernetes.list(resource.values, ["spec", "tracing"])
	object.get(entry, "disableSpanReporting", false) != true
}

given["traces"] if {
	some found in configs
	count(object.get(found.config, ["defaultProviders", "tracing"], [])) > 0
}

given["traces"] if {
	some found in configs
	object.get(found.config, "enableTracing", false) == true
	count(object.get(found.config, ["defaultConfig", "tracing"], {})) > 0
}

# The profile `demo` logs and traces; the old operator for OpenShift has switches of its own.
given[what] if {
	some what, _ in messages
	some resource in installed.of({"IstioOperator"})
	some path in [["spec", "profile"], ["spec", "values", "profile"]]
	object.get(resource.values, path, "") == "demo"
}

given["traces"] if {
	some resource in installed.of({"ServiceMeshControlPlane"})
	lower(object.get(resource.values, ["spec", "tracing", "type"], "None")) != "none"
}

given["log"] if {
	some resource in installed.of({"ServiceMeshControlPlane"})
	object.get(resource.values, ["spec", "proxy", "accessLogging", "file", "name"], "") != ""
}

configs contains found if {
	some resource in input.resources
	some found in mesh.configs_of(resource)
}
