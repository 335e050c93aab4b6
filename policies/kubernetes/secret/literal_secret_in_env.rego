# METADATA
# title: Container environment holds a literal secret
# description: >-
#   Everyone who may read the manifest, its repository or the pod reads the secret, and it cannot be rotated without a
#   deployment. A Secret, filled from the platform's secret store, keeps it apart from the code.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/
# custom:
#   id: SEC-005
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, A2]
#   references: {nist-800-53: [IA-5], owasp: ["K08:2022"]}
#   remediation: >-
#     Put the value into a Secret and refer to it by `valueFrom.secretKeyRef`; treat the old value as known and change
#     it.
package bartizan.kubernetes.literal_secret_in_env

import data.bartizan.lib.kubernetes
import data.bartizan.lib.kubernetes_credential
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s has a literal secret in environment variable %q", [container.label, name]),
	"path": array.concat(place, ["value"]),
	"fix": [
		{"op": "remove", "path": array.concat(place, ["value"]), "safety": "unsafe"},
		{"op": "set", "path": array.concat(place, ["valueFrom"]), "value": reference(name), "safety": "unsafe"},
	],
} if {
	some container in workload.containers
	some i, variable in kubernetes.list(container.values, ["env"])
	value := object.get(variable, "value", "")
	kubernetes_credential.literal(value)
	name := object.get(variable, "name", "")
	secret(name, value)
	place := array.concat(container.path, ["env", i])
}

# A Secret that has yet to be made.
reference(name) := {"secretKeyRef": {"name": sprintf("%s-secrets", [object.get(input, "name", "app")]), "key": name}}

undetermined contains variable.entry if {
	some variable in workload.unknown_variables
	kubernetes_credential.suspect(variable.name)
}

secret(name, value) if kubernetes_credential.pair(name, value)

secret(_, value) if kubernetes_credential.connection(value)

secret(_, value) if count(kubernetes_credential.forms_in(value)) > 0
