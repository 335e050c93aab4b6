# METADATA
# title: Container has neither liveness nor readiness probe
# description: >-
#   A process that hangs keeps getting requests and is never restarted; a rollout of a broken version goes through,
#   because nothing asks whether it works.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#   - ref: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   id: K8S-057
#   severity: low
#   confidence: high
#   platform: kubernetes
#   kinds: [apps/Deployment, apps/StatefulSet, apps/DaemonSet]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2T5]
#   references:
#     checkov: [CKV_K8S_8, CKV_K8S_9]
#     kube-linter: [no-liveness-probe, no-readiness-probe]
#     kics: [ade74944-a674-4e00-859e-c6eab5bde441, a659f3b5-9bf0-438a-bd9a-7d3a6427f1e3]
#     nist-800-53: [SI-13]
#   remediation: >-
#     Add a `readinessProbe` that asks whether the service can answer, and a `livenessProbe` where only a restart
#     helps.
package bartizan.kubernetes.probes_missing

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s has neither liveness nor readiness probe", [container.label]),
	"path": array.concat(container.path, ["readinessProbe"]),
} if {
	staying
	some container in workload.containers
	container.field == "containers"
	count([probe | some probe in probes; object.get(container.values, probe, null) != null]) == 0
	count([entry | some entry in open_questions; concerns(entry.path, container.path)]) == 0
}

undetermined contains entry if {
	staying
	some entry in open_questions
	not probed(entry.path)
}

probes := ["livenessProbe", "readinessProbe"]

# What Helm runs as a hook is gone soon.
staying if count(kubernetes.hook_events) == 0

open_questions := {entry |
	some probe in probes
	some entry in kubernetes.unknown_in(containers_path, [probe])
}

containers_path := array.concat(workload.pod_path, ["containers"])

concerns(path, container_path) if {
	length := min([count(path), count(container_path)])
	array.slice(path, 0, length) == array.slice(container_path, 0, length)
}

# Does the container at `path` have a probe in any case?
probed(path) if {
	container_path := array.slice(path, 0, count(containers_path) + 1)
	count(container_path) > count(containers_path)
	some probe in probes
	object.get(input.values, array.concat(container_path, [probe]), null) != null
}
