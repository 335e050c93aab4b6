# METADATA
# title: Secret store is open to all namespaces or reached without TLS
# description: >-
#   A store that every namespace may use gives each team the secrets of all others. Without TLS, or without checking
#   who answers, the secrets can be read on the way; a stored token opens the store for ever.
# related_resources:
#   - ref: https://external-secrets.io/latest/api/clustersecretstore/
#   - ref: https://external-secrets.io/latest/provider/hashicorp-vault/
#   - ref: https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference#vaultconnection
#   - ref: https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
# custom:
#   id: OPS-031
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - external-secrets.io/ClusterSecretStore
#     - external-secrets.io/SecretStore
#     - secrets.hashicorp.com/VaultConnection
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
#   controls: [M2T1, M3T1, P3, D2]
#   references: {nist-800-53: [AC-6, SC-8]}
#   remediation: >-
#     Name the namespaces in `spec.conditions`, reach Vault over https with its certificate checked, and log in by
#     `auth.kubernetes` instead of a token.
#   parameters: {}
package bartizan.kubernetes.secret_store_open

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown
import data.bartizan.lib.workload

deny contains {"message": sprintf("%s %s", [kubernetes.title, fault.what]), "path": fault.path} if {
	some fault in faults
	not unknown.within(fault.decided_by)
}

undetermined contains entry if {
	some path in object.get(decisive, input.kind, [])
	some entry in kubernetes.unknown_around(path)
}

undetermined contains entry if {
	input.kind in workload_kinds
	some entry in kubernetes.unknown_around(skip_annotation)
}

decisive := {
	"ClusterSecretStore": [["spec", "conditions"], server, token],
	"SecretStore": [server, token],
	"VaultConnection": [["spec", "address"], ["spec", "skipTLSVerify"]],
}

workload_kinds := {"Pod", "ReplicationController", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"}

server := ["spec", "provider", "vault", "server"]

token := ["spec", "provider", "vault", "auth", "tokenSecretRef"]

skip_annotation := array.concat(workload.template_path_of(input.kind), ["metadata", "annotations", "vault.hashicorp.com/tls-skip-verify"])

# Absent or empty, every namespace may use the store.
faults contains {"what": "may be used from every namespace", "path": path, "decided_by": path} if {
	input.kind == "ClusterSecretStore"
	path := ["spec", "conditions"]
	count(kubernetes.list(input.values, path)) == 0
}

faults contains {"what": "may be used from every namespace", "path": array.concat(path, [i]), "decided_by": path} if {
	input.kind == "ClusterSecretStore"
	path := ["spec", "conditions"]
	some i, condition in kubernetes.list(input.values, path)
	everywhere(condition)
}

faults contains {"what": sprintf("reaches Vault in clear at %q", [address]), "path": path, "decided_by": path} if {
	some kind, path in {"ClusterSecretStore": server, "SecretStore": server, "VaultConnection": ["spec", "address"]}
	input.kind == kind
	address := object.get(input.values, path, "")
	is_string(address)
	startswith(lower(address), "http://")
}

faults contains {"what": "logs in to Vault with a stored token", "path": token, "decided_by": token} if {
	input.kind in {"ClusterSecretStore", "SecretStore"}
	object.get(input.values, token, null) != null
}

faults contains {"what": "does not check the certificate of Vault", "path": path, "decided_by": path} if {
	input.kind == "VaultConnection"
	path := ["spec", "skipTLSVerify"]
	object.get(input.values, path, false) == true
}

faults contains {"what": "does not check the certificate of Vault", "path": skip_annotation, "decided_by": skip_annotation} if {
	input.kind in workload_kinds
	object.get(input.values, skip_annotation, "false") in {"true", true}
}

# An empty selector selects every namespace.
everywhere(condition) if object.get(condition, "namespaceSelector", null) == {}

everywhere(condition) if ".*" in kubernetes.list(condition, ["namespaceRegexes"])
