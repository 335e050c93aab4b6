# METADATA
# title: Login through an outside provider takes over accounts by e-mail
# description: >-
#   With `trustEmail` Keycloak believes the address that the outside provider sends. If the first login then links to
#   the existing account of that address without asking its owner, whoever can register the address at the provider
#   owns the account here.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_identity_broker_first_login
# custom:
#   id: KC-048
#   severity: high
#   confidence: medium
#   platform: keycloak
#   kinds: [realm, identity_provider]
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A3, M1T1]
#   references: {nist-800-53: [IA-12]}
#   remediation: >-
#     Set `trustEmail` to false, or let the first login flow ask with `idp-confirm-link` and verify by e-mail or
#     password.
#   parameters: {}
package bartizan.keycloak.unverified_email_links_accounts

import data.bartizan.lib.keycloak
import data.bartizan.lib.keycloak_flow

path := ["trustEmail"]

deny contains {
	"message": sprintf("identity provider %q is trusted for e-mail addresses, and flow %q %s", [alias(idp), flow_of(idp), how]),
	"resource": idp.address,
	"path": path,
	"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
} if {
	some idp in candidates
	count(keycloak.open_all_in(idp, reads)) == 0
	some how in links_unasked(flow_of(idp))
}

undetermined contains {"resource": idp.address, "path": found, "reason": reason} if {
	some idp in candidates
	some found, reason in keycloak.open_all_in(idp, reads)
}

undetermined contains {"resource": idp.address, "path": ["firstBrokerLoginFlowAlias"], "reason": reason} if {
	some idp in candidates
	count(keycloak.open_all_in(idp, reads)) == 0
	alias_of_flow := flow_of(idp)
	alias_of_flow != default_flow
	not alias_of_flow in known_flows
	reason := "the flow of the first login is not among these files"
}

reads := [["trustEmail"], ["enabled"], ["firstBrokerLoginFlowAlias"]]

candidates contains idp if {
	some idp in input.resources
	idp.kind == "identity_provider"
	keycloak.may_in(idp, ["trustEmail"], false, {true})
	keycloak.may_in(idp, ["enabled"], true, {true})
}

alias(idp) := keycloak.value_in(idp, ["alias"], idp.name)

# DefaultAuthenticationFlows.FIRST_BROKER_LOGIN_FLOW; it asks the owner of an existing account.
default_flow := "first broker login"

flow_of(idp) := keycloak.value_in(idp, ["firstBrokerLoginFlowAlias"], default_flow)

flows contains flow if {
	some realm in input.resources
	realm.kind == "realm"
	some flow in object.get(realm.values, "authenticationFlows", [])
}

known_flows := {flow.alias | some flow in flows}

runs(name) := keycloak_flow.authenticators(flows, name)

links_unasked(name) := {"links existing accounts without asking"} if "idp-auto-link" in runs(name)

links_unasked(name) := {"does not ask the owner of an existing account"} if {
	name in known_flows
	not "idp-auto-link" in runs(name)
	count(runs(name) & asking) == 0
}

# Ways to make sure that the account belongs to who logs in.
asking := {"idp-confirm-link", "idp-email-verification", "idp-username-password-form"}
