# METADATA
# title: Workload runs under the default service account
# description: >-
#   All pods of a namespace that name no account share one: a right given for one of them is given to all, and neither
#   audit log nor service mesh can tell them apart.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   id: K8S-021
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M3T1, A4]
#   references:
#     checkov: [CKV_K8S_41]
#     kube-linter: [default-service-account]
#     kics: [591ade62-d6b0-4580-b1ae-209f80ba1cd9]
#     cis: [k8s-1.23/5.1.5]
#     nist-800-53: [AC-6]
#   remediation: Make a ServiceAccount for the workload and name it in `serviceAccountName`.
package bartizan.kubernetes.default_service_account

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s runs under the default service account%s", [kubernetes.title, detail]),
	"path": array.concat(workload.pod_path, [account.field]),
} if {
	account.name in {"", "default"}
	not static
	count(open_questions) == 0
}

undetermined contains entry if {
	account.name in {"", "default"}
	not static
	some entry in open_questions
}

open_questions := {entry |
	some field in ["serviceAccountName", "serviceAccount"]
	some entry in kubernetes.unknown_around(array.concat(workload.pod_path, [field]))
}

# `serviceAccount` is the older spelling, which counts where the newer one is absent.
account := {"field": "serviceAccountName", "name": name} if {
	name := workload.pod_value(["serviceAccountName"], "")
	not name in {"", null}
} else := {"field": "serviceAccount", "name": name} if {
	name := workload.pod_value(["serviceAccount"], "")
	not name in {"", null}
} else := {"field": "serviceAccountName", "name": ""}

detail := ": serviceAccountName is not set" if account.name == ""

detail := "" if account.name == "default"

# Pods that the kubelet starts from a file of the node cannot have an account.
default static := false

static if {
	input.kind == "Pod"
	object.get(input.values, ["metadata", "labels", "tier"], "") == "control-plane"
}

static if {
	input.kind == "Pod"
	some name in {"kubernetes.io/config.source", "kubernetes.io/config.mirror"}
	kubernetes.annotations[name] != "api"
}
