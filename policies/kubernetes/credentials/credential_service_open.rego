# METADATA
# title: Issuer or verifier of credentials takes plaintext or unknown callers
# description: >-
#   Presentations hold what citizens show of themselves. Over plaintext they can be read, and whoever may call the
#   service from within can ask it for credentials or feed it forged ones.
# related_resources:
#   - ref: https://openid.net/specs/openid-4-verifiable-presentations-1_0.html
#   - ref: https://istio.io/latest/docs/reference/config/security/peer_authentication/
#   - ref: https://istio.io/latest/docs/reference/config/security/authorization-policy/
#   - ref: https://linkerd.io/2/reference/authorization-policy/
# custom:
#   id: VC-021
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - apps/Deployment
#     - apps/StatefulSet
#     - Service
#     - networking.k8s.io/Ingress
#     - security.istio.io/PeerAuthentication
#     - security.istio.io/AuthorizationPolicy
#     - policy.linkerd.io/AuthorizationPolicy
#     - policy.linkerd.io/ServerAuthorization
#   scope: fleet
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, A5, P5]
#   references: {other: [OID4VP-1.0], nist-800-53: [SC-8]}
#   remediation: >-
#     Give the host an entry in `spec.tls` of its Ingress, set mutual TLS to `STRICT` for the namespace, and name the
#     callers in an AuthorizationPolicy.
#   parameters:
#     names:
#       type: array
#       default:
#          [vc-issuer, vc-verifier, credential-issuer, credential-verifier, issuer-api, verifier-api,
#          waltid-issuer-api, waltid-verifier-api, eudi-srv-pid-issuer, eudi-srv-verifier-endpoint, inji-certify, inji-verify]
#       description: Names, in lower case, of workloads, labels or images that issue or verify credentials.
#     root_namespace:
#       type: string
#       default: istio-system
#       description: Namespace whose policies hold for the whole mesh.
package bartizan.kubernetes.credential_service_open

import data.bartizan.lib.installed
import data.bartizan.lib.mesh_guard
import data.bartizan.lib.params
import data.bartizan.lib.served_workload

deny contains {
	"message": sprintf("%s %q serves %s %q without TLS", [route.ingress.kind, route.ingress.name, subject.kind, subject.name]),
	"resource": route.ingress.address,
	"path": route.path,
	"key": route.host,
	"related": [{"resource": subject.address, "path": ["metadata", "name"], "message": "the service"}],
} if {
	count(served_workload.unsettled({"Service", "Ingress"}, subjects)) == 0
	some subject in subjects
	some route in served_workload.plain_routes(subject)
}

deny contains {
	"message": sprintf("%s %q %s", [fault.subject.kind, fault.subject.name, fault.what]),
	"resource": fault.subject.address,
	"path": ["metadata", "name"],
	"key": fault.key,
} if {
	some fault in faults
	count(doubts) == 0
}

undetermined contains {"resource": fault.subject.address, "path": ["metadata", "name"], "reason": sprintf("%s; %s", [fault.what, reason])} if {
	some fault in faults
	some reason in doubts
}

undetermined contains {"resource": subject.address, "path": ["metadata", "name"], "reason": sprintf("not all of %s is known", [kind])} if {
	some subject in subjects
	some kind in served_workload.unsettled({"Service", "Ingress"}, subjects)
}

subjects := served_workload.named(params.get("names", names))

faults contains {"subject": subject, "key": "mutual TLS", "what": "takes plaintext from any pod: no strict mutual TLS holds for it"} if {
	some subject in subjects
	not mesh_guard.strict(subject)
}

faults contains {"subject": subject, "key": "authorisation", "what": "may be called by anybody: no authorisation policy selects it"} if {
	some subject in subjects
	not mesh_guard.authorised(subject)
}

doubts contains "it may be set outside this scan" if not installed.complete

doubts contains sprintf("not all of %s is known", [kind]) if {
	installed.complete
	some kind in served_workload.unsettled({"PeerAuthentication", "AuthorizationPolicy", "ServerAuthorization"}, subjects)
}

names := [
	"vc-issuer", "vc-verifier", "credential-issuer", "credential-verifier", "issuer-api", "verifier-api",
	"waltid-issuer-api", "waltid-verifier-api", "eudi-srv-pid-issuer", "eudi-srv-verifier-endpoint", "inji-certify",
	"inji-verify",
]
