# METADATA
# title: Password is a well-known default
# description: >-
#   `admin`, `changeme` and the defaults of published charts are the first that an intruder tries. A chart rendered
#   without values of one's own puts them into production.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   id: SEC-019
#   severity: critical
#   confidence: medium
#   platform: kubernetes
#   kinds: [Secret, Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, A2, M2T5]
#   references: {nist-800-53: [IA-5]}
#   remediation: Set a generated value of your own, from the secret store; change it where it is already deployed.
#   parameters:
#     default_passwords:
#       type: array
#       default: [changeme, change-me, changeit, password, minioadmin, prom-operator]
#       description: Values that are a default password under any key.
package bartizan.kubernetes.default_password

import data.bartizan.lib.kubernetes
import data.bartizan.lib.kubernetes_credential
import data.bartizan.lib.params
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s holds a well-known default password under %q", [kubernetes.title, key]),
	"path": [field, key],
} if {
	input.kind == "Secret"
	some field in ["data", "stringData"]
	some key, value in kubernetes.map(input.values, [field])
	is_default(key, plain(field, value))
}

deny contains {
	"message": sprintf("%s has a well-known default password in environment variable %q", [container.label, variable.name]),
	"path": array.concat(container.path, ["env", i, "value"]),
} if {
	input.kind != "Secret"
	some container in workload.containers
	some i, variable in kubernetes.list(container.values, ["env"])
	kubernetes_credential.named(variable.name)
	is_default(variable.name, variable.value)
}

undetermined contains entry if {
	input.kind == "Secret"
	some field in ["data", "stringData"]
	some entry in kubernetes.unknown_around([field])
}

undetermined contains variable.entry if {
	input.kind != "Secret"
	some variable in workload.unknown_variables
	kubernetes_credential.suspect(variable.name)
}

plain("stringData", value) := value

plain("data", value) := base64.decode(value) if count(value) < 64

# Words that are nothing but a password count under every key; words that are also names only where a password is expected.
is_default(key, value) if {
	lower(trim_space(value)) in passwords
	not is_name(key)
}

is_default(key, value) if {
	lower(trim_space(value)) in ambiguous
	kubernetes_credential.named(key)
}

is_name(key) if {
	some part in ["user", "login", "email", "name"]
	contains(lower(key), part)
}

passwords := {lower(word) | some word in params.get("default_passwords", default_passwords)}

default_passwords := ["changeme", "change-me", "changeit", "password", "minioadmin", "prom-operator"]

ambiguous := {"admin", "secret", "postgres", "keycloak", "guest", "root", "test"}
