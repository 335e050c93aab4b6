# METADATA
# title: Login does not enforce a second factor for administrators
# description: >-
#   The browser flow asks for a second factor at most from users who have set one up. A phished password of an
#   administrator who has not is enough to take over the realm; and a thief of a fresh account sets up his own.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#configuring-authentication_server_administration_guide
#   - ref: https://pages.nist.gov/800-63-3/sp800-63b.html
# custom:
#   id: KC-009
#   severity: high
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1O1, P2]
#   references: {nist-800-53: [IA-2(1)]}
#   remediation: >-
#     Copy the browser flow, make a second factor required in it (or conditional on an administrative role), and bind
#     it.
#   parameters:
#     second_factors:
#       type: array
#       default: [auth-otp-form, webauthn-authenticator, webauthn-authenticator-passwordless, auth-recovery-authn-code-form]
#       description: Authenticators that count as a second factor; add those of your extensions.
package bartizan.keycloak.second_factor_not_enforced

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["browserFlow"]

# DefaultAuthenticationFlows.BROWSER_FLOW. Its second factor is conditional on the user having one.
bound := keycloak.value(path, "browser")

deny contains {
	"message": sprintf("browser flow %q of realm %q does not enforce a second factor for administrators", [bound, keycloak.realm_name]),
	"path": path,
} if {
	count(open) == 0
	not bound in known
	bound == "browser"
}

deny contains {
	"message": sprintf("browser flow %q of realm %q does not enforce a second factor for administrators", [bound, keycloak.realm_name]),
	"path": path,
	"related": [{"path": ["authenticationFlows", i], "message": "the flow"} | some i, flow in flows; flow.alias == bound],
} if {
	count(open) == 0
	bound in known
	asks_for_password
	not enforced
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open

undetermined contains {"path": path, "reason": "the bound flow is not among these files"} if {
	count(open) == 0
	not bound in known
	bound != "browser"
}

open := object.union_n([
	keycloak.open_setting("browserFlow"),
	keycloak.open(["authenticationFlows"]),
	keycloak.open(["authenticatorConfig"]),
])

flows := keycloak.value(["authenticationFlows"], [])

known := {flow.alias | some flow in flows}

# Every flow that a login runs through, down to five levels.
reached := below(below(below(below(below({bound})))))

below(names) := names | {step.flowAlias |
	some flow in flows
	flow.alias in names
	some step in active_steps(flow)
	for_administrators(step)
	step.flowAlias
}

active_steps(flow) := [step |
	some step in object.get(flow, "authenticationExecutions", [])
	object.get(step, "requirement", "DISABLED") != "DISABLED"
]

# A conditional subflow counts when its conditions hold for administrators.
for_administrators(step) if step.requirement != "CONDITIONAL"

for_administrators(step) if {
	step.requirement == "CONDITIONAL"
	some flow in flows
	flow.alias == object.get(step, "flowAlias", "")
	conditions := [inner | some inner in active_steps(flow); startswith(object.get(inner, "authenticator", ""), "conditional-")]
	every condition in conditions {
		holds_for_administrators(condition)
	}
}

holds_for_administrators(condition) if condition.authenticator in {"conditional-user-role", "conditional-credential"}

# `conditional-user-role` with a role that administrators have, or with any other one negated.
role_conditions_miss contains flow.alias if {
	some flow in flows
	some step in active_steps(flow)
	object.get(step, "authenticator", "") == "conditional-user-role"
	some config in keycloak.value(["authenticatorConfig"], [])
	config.alias == object.get(step, "authenticatorConfig", "")
	not covers_administrators(config.config)
}

covers_administrators(config) if keycloak.normal(object.get(config, "negate", "false")) == true

covers_administrators(config) if {
	keycloak.normal(object.get(config, "negate", "false")) != true
	contains(lower(object.get(config, "condUserRole", "")), "admin")
}

steps contains {"flow": flow.alias, "authenticator": step.authenticator, "requirement": step.requirement} if {
	some flow in flows
	flow.alias in reached
	some step in active_steps(flow)
	step.authenticator
}

second_factors := {name | some name in params.get("second_factors", [
	"auth-otp-form", "webauthn-authenticator", "webauthn-authenticator-passwordless", "auth-recovery-authn-code-form",
])}

enforced if {
	some step in steps
	step.requirement == "REQUIRED"
	step.authenticator in second_factors
	not step.flow in role_conditions_miss
}

# All alternatives of a subflow are second factors: one of them must be shown.
enforced if {
	some flow in {step.flow | some step in steps}
	not flow in role_conditions_miss
	alternatives := {step.authenticator | some step in steps; step.flow == flow; step.requirement == "ALTERNATIVE"}
	count(alternatives) > 0
	count(alternatives - second_factors) == 0
}

# Without a password form there is no password to phish: logins come from outside, or by certificate.
asks_for_password if {
	some step in steps
	step.authenticator in {"auth-username-password-form", "auth-password-form", "http-basic-authenticator", "basic-auth"}
}
