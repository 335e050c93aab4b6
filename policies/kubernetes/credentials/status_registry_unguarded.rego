# METADATA
# title: Status list or registry of credentials is unguarded or missing
# description: >-
#   Verifiers ask this service whether a credential still holds. Whoever can change its answers on the way, or reach
#   it from any pod, revives revoked credentials; if its data is lost, so is every revocation.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/
#   - ref: https://velero.io/docs/main/api-types/schedule/
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   id: VC-020
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - apps/Deployment
#     - apps/StatefulSet
#     - Service
#     - networking.k8s.io/Ingress
#     - networking.k8s.io/NetworkPolicy
#     - cilium.io/CiliumNetworkPolicy
#     - velero.io/Schedule
#     - realm
#     - client_scope
#   scope: fleet
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T4, P8]
#   references: {nist-800-53: [SC-8, CP-9]}
#   remediation: >-
#     Serve it by an Ingress with TLS, select its pods in a NetworkPolicy, and include its namespace in a backup
#     schedule of Velero.
#   parameters:
#     names:
#       type: array
#       default:
#          [vc-registry, credential-registry, status-list, status-list-server, statuslist, token-status-list,
#          vc-status, revocation-registry, verifiable-data-registry]
#       description: Names, in lower case, of workloads, labels or images that keep the status of credentials.
package bartizan.kubernetes.status_registry_unguarded

import data.bartizan.lib.installed
import data.bartizan.lib.keycloak
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.served_workload
import data.bartizan.lib.velero

deny contains {
	"message": sprintf("%s %q serves %s %q without TLS", [route.ingress.kind, route.ingress.name, subject.kind, subject.name]),
	"resource": route.ingress.address,
	"path": route.path,
	"key": route.host,
} if {
	count(served_workload.unsettled({"Service", "Ingress"}, subjects)) == 0
	some subject in subjects
	some route in served_workload.plain_routes(subject)
}

deny contains {"message": fault.message, "resource": fault.address, "path": ["metadata", "name"], "key": fault.key} if {
	some fault in faults
	count(doubts) == 0
}

deny contains {
	"message": sprintf("realm %q issues credentials, but no service keeps their status", [keycloak.realm_of(realm)]),
	"resource": realm.address,
	"path": status_url,
} if {
	some realm in issuing
	count(doubts) == 0
}

undetermined contains {"resource": fault.address, "path": ["metadata", "name"], "reason": sprintf("%s; %s", [fault.message, reason])} if {
	some fault in faults
	some reason in doubts
}

undetermined contains {"resource": realm.address, "path": status_url, "reason": sprintf("no service keeps the status of its credentials; %s", [reason])} if {
	some realm in issuing
	some reason in doubts
}

undetermined contains {"resource": subject.address, "path": ["metadata", "name"], "reason": sprintf("not all of %s is known", [kind])} if {
	some subject in subjects
	some kind in served_workload.unsettled({"Service", "Ingress"}, subjects)
}

subjects := served_workload.named(params.get("names", names))

faults contains {"address": subject.address, "key": "network policy", "message": sprintf("every pod may reach %s %q: no network policy selects it", [subject.kind, subject.name])} if {
	some subject in subjects
	not isolated(subject)
}

faults contains {"address": subject.address, "key": "backup", "message": sprintf("nothing backs up the data of %s %q", [subject.kind, subject.name])} if {
	some subject in subjects
	velero.holds_data(subject)
	not velero.backed_up(subject)
}

isolated(subject) if {
	some kind, selector in {"NetworkPolicy": "podSelector", "CiliumNetworkPolicy": "endpointSelector"}
	some policy in installed.of({kind})
	served_workload.namespace(policy) == served_workload.namespace(subject)
	served_workload.selects(kubernetes.map(policy.values, ["spec", selector]), subject)
}

# Realms that issue credentials and name no status service elsewhere, where none runs here.
issuing contains realm if {
	count(subjects) == 0
	some realm in installed.of({"realm"})
	keycloak.is_in(realm, ["verifiableCredentialsEnabled"], false, {true})
	keycloak.realm_of(realm) in {keycloak.realm_of(scope) |
		some scope in installed.of({"client_scope"})
		keycloak.is_in(scope, ["protocol"], "openid-connect", {"oid4vc"})
	}
	count(keycloak.open_in(realm, status_url)) == 0
	keycloak.value_in(realm, status_url, "") == ""
}

status_url := ["attributes", "status-list-server-url"]

doubts contains "it may be set outside this scan" if not installed.complete

doubts contains sprintf("not all of %s is known", [kind]) if {
	installed.complete
	some kind in served_workload.unsettled({"NetworkPolicy", "CiliumNetworkPolicy", "Schedule"}, subjects)
}

names := [
	"vc-registry", "credential-registry", "status-list", "status-list-server", "statuslist", "token-status-list",
	"vc-status", "revocation-registry", "verifiable-data-registry",
]
