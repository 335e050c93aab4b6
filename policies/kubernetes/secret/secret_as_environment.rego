# METADATA
# title: Secret reaches the application as environment variable
# description: >-
#   Environment variables are inherited by every child process and end up in crash reports, debug pages and support
#   bundles. A mounted file stays with the process that opens it, and follows a rotation.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
# custom:
#   id: SEC-008
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - Pod
#     - ReplicationController
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - apps/ReplicaSet
#     - batch/Job
#     - batch/CronJob
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, B4]
#   references: {checkov: [CKV_K8S_35], cis: [k8s-1.23/5.4.1], nist-800-53: [IA-5]}
#   remediation: >-
#     Mount the Secret as a volume, or let a secrets driver write it to a file, and have the application read the
#     file.
#   parameters: {}
package bartizan.kubernetes.secret_as_environment

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s takes environment variable %q from a Secret", [container.label, object.get(variable, "name", "")]),
	"path": array.concat(container.path, ["env", i, "valueFrom", "secretKeyRef"]),
} if {
	some container in workload.containers
	some i, variable in kubernetes.list(container.values, ["env"])
	object.get(variable, ["valueFrom", "secretKeyRef"], null) != null
}

deny contains {
	"message": sprintf("%s takes all of Secret %q into its environment", [container.label, object.get(source, ["secretRef", "name"], "")]),
	"path": array.concat(container.path, ["envFrom", i, "secretRef"]),
} if {
	some container in workload.containers
	some i, source in kubernetes.list(container.values, ["envFrom"])
	object.get(source, "secretRef", null) != null
}

undetermined contains entry if {
	some field, part in {"env": "valueFrom", "envFrom": "secretRef"}
	some entry in workload.unknown_in_containers([field])
	array.slice(entry.path, workload.variable_depth, workload.variable_depth + 1) in [[], [part]]
}
