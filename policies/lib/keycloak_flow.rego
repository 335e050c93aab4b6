# METADATA
# description: >-
#   What a Keycloak login runs through: a flow, its subflows and their authenticators
#   (https://www.keycloak.org/docs/latest/server_admin/index.html#configuring-authentication_server_administration_guide).
package bartizan.lib.keycloak_flow

# Authenticators of the flow `name` and its subflows, down to five levels, that are not disabled.
authenticators(flows, name) := {step.authenticator |
	some flow in flows
	flow.alias in reached(flows, name)
	some step in active_steps(flow)
	step.authenticator
}

# The flow `name` and every flow below it.
reached(flows, name) := below(flows, below(flows, below(flows, below(flows, below(flows, {name})))))

below(flows, names) := names | {step.flowAlias |
	some flow in flows
	flow.alias in names
	some step in active_steps(flow)
	step.flowAlias
}

# Absent: disabled (AuthenticationExecutionExportRepresentation).
active_steps(flow) := [step |
	some step in object.get(flow, "authenticationExecutions", [])
	object.get(step, "requirement", "DISABLED") != "DISABLED"
]
