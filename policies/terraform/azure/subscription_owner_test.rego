package bartizan.terraform.subscription_owner_test

import data.bartizan.terraform.subscription_owner as policy

subscription := "/subscriptions/00000000-0000-0000-0000-000000000000"

group := concat("", [subscription, "/resourceGroups/services"])

definition(scope, permissions) := {
	"kind": "azurerm_role_definition",
	"name": "r",
	"values": {"name": "deployer", "scope": scope, "permissions": [permissions]},
	"unknown": [],
	"references": [],
}

assignment(values, principal) := {
	"kind": "azurerm_role_assignment",
	"name": "r",
	"values": object.union({"scope": subscription}, values),
	"unknown": [],
	"references": [{"path": ["principal_id"], "address": principal}],
}

identity := "azurerm_user_assigned_identity.pipeline"

owner(values) := assignment(object.union({"role_definition_name": "Owner"}, values), identity)

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

unsure(subject, path) := object.union(object.remove(subject, ["values"]), {"values": object.remove(subject.values, path), "unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_definition if {
	some finding in policy.deny with input as definition(subscription, {"actions": ["Microsoft.Resources/*", "*"]})
	finding.path == ["permissions", 0, "actions", 1]
	finding.message == sprintf(`custom role "deployer" may do everything in %s`, [subscription])
	paths(definition("/", {"actions": ["*"]})) == {["permissions", 0, "actions", 0]}
	paths(definition("/providers/Microsoft.Management/managementGroups/root", {"actions": ["*"]})) == {["permissions", 0, "actions", 0]}
	assignable := object.union(definition(group, {"actions": ["*"]}), {"values": {"assignable_scopes": [subscription]}})
	paths(assignable) == {["permissions", 0, "actions", 0]}
}

test_violated_assignment if {
	some finding in policy.deny with input as owner({})
	finding.path == ["scope"]
	finding.message == sprintf("identity of a machine is Owner of %s", [subscription])
	by_id := {"role_definition_id": concat("", [subscription, "/providers/Microsoft.Authorization/roleDefinitions/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"])}
	paths(assignment(by_id, identity)) == {["scope"]}
	paths(assignment({"role_definition_name": "Owner", "principal_type": "ServicePrincipal"}, "var.principal")) == {["scope"]}
}

test_satisfied if {
	every subject in [
		definition(group, {"actions": ["*"]}),
		definition(subscription, {"actions": ["Microsoft.Compute/*"]}),
		definition(subscription, {"actions": ["*"], "not_actions": ["Microsoft.Authorization/*"]}),
		owner({"scope": group}),
		owner({"role_definition_name": "Reader"}),
		owner({"principal_type": "Group"}),
		owner({"role_definition_name": "User Access Administrator", "condition": "…"}),
		assignment({"role_definition_name": "Owner"}, "data.azuread_group.admins"),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_owner_is_not_limited_by_a_condition if {
	paths(owner({"condition": "…"})) == {["scope"]}
}

test_parameter if {
	subject := owner({"role_definition_name": "Contributor"})
	paths(subject) == set()
	paths(object.union(subject, {"parameters": {"roles": ["Contributor"]}})) == {["scope"]}
}

test_principal_that_nobody_knows_is_undetermined if {
	every principal in ["var.principal", "data.azurerm_client_config.current"] {
		subject := assignment({"role_definition_name": "Owner"}, principal)
		paths(subject) == set()
		found := policy.undetermined with input as subject
		{doubt.path | some doubt in found} == {["principal_id"]}
	}
}

test_unknown_is_undetermined if {
	every case in [
		[definition(subscription, {"actions": ["*"]}), ["scope"]],
		[definition(subscription, {"actions": []}), ["permissions"]],
		[object.union(definition(subscription, {}), {"values": {"permissions": [{"actions": ["*"]}]}}), ["permissions", 0, "not_actions"]],
		[object.union(definition(group, {"actions": ["*"]}), {"values": {}}), ["assignable_scopes"]],
		[owner({}), ["scope"]],
		[owner({}), ["role_definition_name"]],
		[assignment({}, identity), ["role_definition_id"]],
	] {
		subject := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}], "values": {}})
		without := json.remove(subject, [array.concat(["values"], case[1])])
		paths(without) == set()
		found := policy.undetermined with input as without
		{doubt.path | some doubt in found} == {case[1]}
	}
}
