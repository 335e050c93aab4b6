# METADATA
# title: Service account token is mounted without need
# description: >-
#   A token that no one uses is still there for whoever breaks into the container: it opens the API server, and every
#   right granted to the account later comes with it. An account without any binding has no use for one.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
# custom:
#   id: K8S-022
#   severity: medium
#   confidence: high
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
#     - ServiceAccount
#     - rbac.authorization.k8s.io/RoleBinding
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#   scope: fleet
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M3T1]
#   references:
#     checkov: [CKV_K8S_38]
#     trivy: [KSV-0036]
#     kics: [48471392-d4d0-47c0-b135-cdec95eb3eef]
#     cis: [k8s-1.23/5.1.6]
#     nist-800-53: [AC-6]
#   remediation: Set `automountServiceAccountToken` to false in the pod spec or in the ServiceAccount.
package bartizan.kubernetes.service_account_token

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s %q mounts the token of service account %q, which no binding gives any right", [consumer.kind, consumer.name, account]),
	"resource": consumer.address,
	"path": token_path(consumer),
	"fix": [{"op": "set", "path": token_path(consumer), "value": false, "safety": "unsafe"}],
} if {
	concluding
	some consumer in mounting
	account := account_name(consumer)
	not bound(account, consumer.namespace)
	not perhaps_bound(account, consumer.namespace)
	count(unknown_entries(consumer)) == 0
}

undetermined contains {
	"resource": consumer.address,
	"path": token_path(consumer),
	"reason": sprintf("the rights of service account %q are not all known here", [account]),
} if {
	not concluding
	some consumer in mounting
	count(unknown_entries(consumer)) == 0
	account := account_name(consumer)
	not bound(account, consumer.namespace)
}

undetermined contains {
	"resource": consumer.address,
	"path": token_path(consumer),
	"reason": "a binding names the service account \"default\" of a namespace that is not written",
} if {
	concluding
	some consumer in mounting
	count(unknown_entries(consumer)) == 0
	account := account_name(consumer)
	not bound(account, consumer.namespace)
	perhaps_bound(account, consumer.namespace)
}

undetermined contains object.union(entry, {"resource": consumer.address}) if {
	some consumer in mounting
	some entry in unknown_entries(consumer)
}

concluding if {
	input.complete
	not accounts_unknown
}

token_path(resource) := array.concat(workload.pod_path_of(resource.kind), ["automountServiceAccountToken"])

account_path(resource) := array.concat(workload.pod_path_of(resource.kind), ["serviceAccountName"])

unknown_entries(resource) := kubernetes.unknown_around_of(resource, token_path(resource)) | kubernetes.unknown_around_of(resource, account_path(resource))

account_name(resource) := name if {
	name := object.get(resource.values, account_path(resource), null)
	not name in {null, ""}
} else := "default"

# Workloads that mount a token: the pod decides, then its service account, then the default, true.
mounting contains resource if {
	some resource in input.resources
	not resource.kind in {"ServiceAccount", "RoleBinding", "ClusterRoleBinding"}
	setting := object.get(resource.values, token_path(resource), null)
	setting != false
	mounts(resource, setting)
}

mounts(_, setting) if setting == true

mounts(resource, null) if not [account_namespace(resource), account_name(resource)] in opted_out

account_namespace(resource) := object.get(resource, "namespace", null)

opted_out := {[account_namespace(account), account.name] |
	some account in input.resources
	account.kind == "ServiceAccount"
	object.get(account.values, "automountServiceAccountToken", true) == false
}

# Service accounts that a binding names, as `[namespace, name]`; namespace null where the manifest leaves it to the deployment.
bound_accounts contains [object.get(subject, "namespace", null), subject.name] if {
	some binding in input.resources
	binding.kind in {"RoleBinding", "ClusterRoleBinding"}
	some subject in kubernetes.list(binding.values, ["subjects"])
	subject.kind == "ServiceAccount"
}

# Where one of the two namespaces is not written, the name says which account is meant.
bound(account, namespace) if {
	account != "default"
	some other in {namespace, null}
	[other, account] in bound_accounts
}

bound(account, null) if {
	account != "default"
	some [_, name] in bound_accounts
	name == account
}

bound("default", namespace) if {
	namespace != null
	[namespace, "default"] in bound_accounts
}

# Every namespace has an account of the name `default`.
perhaps_bound("default", null) if {
	some [_, name] in bound_accounts
	name == "default"
}

perhaps_bound("default", _) if [null, "default"] in bound_accounts

accounts_unknown if {
	some binding in input.resources
	binding.kind in {"RoleBinding", "ClusterRoleBinding"}
	count(kubernetes.unknown_around_of(binding, ["subjects"])) > 0
}

accounts_unknown if {
	some account in input.resources
	account.kind == "ServiceAccount"
	count(kubernetes.unknown_around_of(account, ["automountServiceAccountToken"])) > 0
}
