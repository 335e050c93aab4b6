# METADATA
# title: No realm issues credentials to wallets
# description: >-
#   Citizens who hold their own credentials show an office only what it needs. Without an issuer every office queries
#   the register anew, and the register learns whom each citizen deals with.
# related_resources:
#   - ref: https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_oid4vci
# custom:
#   id: VC-001
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds:
#     - realm
#     - client_scope
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
#     - aws_eks_addon
#   scope: fleet
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, A5]
#   references: {other: [OID4VCI-1.0]}
#   remediation: >-
#     Set `verifiableCredentialsEnabled: true` and describe each credential in a client scope with `protocol: oid4vc`,
#     or run another issuer of OID4VCI.
#   parameters:
#     software:
#       type: array
#       default:
#          [waltid-issuer-api, issuer-api, eudi-srv-pid-issuer, eudi-srv-web-issuing-eudiw-py, inji-certify,
#          certify-service, credo-ts, acapy, vc-issuer, credential-issuer]
#       description: Names, in lower case, of images, charts or workloads of other issuers.
package bartizan.keycloak.no_wallet_issuance

import data.bartizan.lib.installed
import data.bartizan.lib.keycloak
import data.bartizan.lib.params

enabled := ["verifiableCredentialsEnabled"]

deny contains {
	"message": sprintf("realm %q describes credentials but does not issue them", [keycloak.realm_of(realm)]),
	"resource": realm.address,
	"path": enabled,
	"fix": [{"op": "set", "path": enabled, "value": true, "safety": "unsafe"}],
} if {
	missing
	count(doubts) == 0
	some realm in realms
	keycloak.realm_of(realm) in described
}

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
	count(described) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := "no realm issues credentials to wallets"

# Where there is no realm at all, another policy speaks.
missing if {
	count(realms) > 0
	not issued
	not installed.any(params.get("software", software))
}

issued if {
	some realm in realms
	keycloak.value_in(realm, enabled, false) == true
	count(keycloak.open_in(realm, enabled)) == 0
	keycloak.realm_of(realm) in described
}

# Realms that describe a credential.
described contains keycloak.realm_of(scope) if {
	some scope in input.resources
	scope.kind == "client_scope"
	keycloak.is_in(scope, ["protocol"], "openid-connect", {"oid4vc"})
}

realms := [resource | some resource in input.resources; resource.kind == "realm"]

doubts := (installed.doubts | {sprintf("it is not known whether realm %q issues credentials", [keycloak.realm_of(realm)]) |
	some realm in realms
	count(keycloak.open_in(realm, enabled)) > 0
}) | {sprintf("the protocol of client scope %q is not known", [scope.name]) |
	some scope in input.resources
	scope.kind == "client_scope"
	count(keycloak.open_in(scope, ["protocol"])) > 0
}

software := [
	"waltid-issuer-api", "issuer-api", "eudi-srv-pid-issuer", "eudi-srv-web-issuing-eudiw-py", "inji-certify",
	"certify-service", "credo-ts", "acapy", "vc-issuer", "credential-issuer",
]
