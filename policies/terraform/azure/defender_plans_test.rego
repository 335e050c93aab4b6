package bartizan.terraform.defender_plans_test

import data.bartizan.terraform.defender_plans as policy

pricing(type, tier) := {
	"kind": "azurerm_security_center_subscription_pricing",
	"name": "p",
	"address": sprintf("azurerm_security_center_subscription_pricing.p[%q]", [type]),
	"values": {"resource_type": type, "tier": tier},
	"unknown": [],
}

contact := {"kind": "azurerm_security_center_contact", "name": "c", "address": "azurerm_security_center_contact.c", "values": {}, "unknown": []}

standard := [pricing(type, "Standard") | some type in ["VirtualMachines", "Containers", "KeyVaults", "SqlServers", "StorageAccounts", "Arm"]]

unit(resources) := {"complete": true, "resources": resources}

test_violated_by_tier if {
	some finding in policy.deny with input as unit(array.concat(standard, [pricing("Containers", "Free")]))
	finding.resource == `azurerm_security_center_subscription_pricing.p["Containers"]`
	finding.path == ["tier"]
	finding.message == "Defender plan for Containers is on tier Free"
	finding.fix[0].value == "Standard"
}

test_plan_is_for_machines_unless_it_says_otherwise if {
	silent := object.union(object.remove(pricing("", ""), ["values"]), {"values": {"tier": "Free"}})
	found := policy.deny with input as unit([silent])
	"Defender plan for VirtualMachines is on tier Free" in {finding.message | some finding in found}
}

test_violated_by_missing_plans if {
	some finding in policy.deny with input as unit([contact])
	finding.resource == "azurerm_security_center_contact.c"
	finding.message == "the module sets up the subscription but has no Defender plan for Arm, Containers, KeyVaults, SqlServers, StorageAccounts, VirtualMachines"
	found := policy.deny with input as unit(array.slice(standard, 0, 5))
	{other.message | some other in found} == {"the module sets up the subscription but has no Defender plan for Arm"}
}

test_satisfied if {
	every resources in [standard, array.concat(standard, [contact, pricing("Dns", "Free")]), array.concat(standard, [pricing("KubernetesService", "Standard")]), []] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_parameter if {
	subject := object.union(unit([pricing("Arm", "Standard")]), {"parameters": {"plans": ["Arm"]}})
	count(policy.deny) == 0 with input as subject
}

test_unknown_is_undetermined if {
	every name in ["tier", "resource_type"] {
		first := standard[5]
		unsure := object.union(object.remove(first, ["values"]), {"values": object.remove(first.values, [name]), "unknown": [{"path": [name], "reason": "known after apply"}]})
		subject := unit(array.concat(array.slice(standard, 0, 5), [unsure]))
		found := policy.undetermined with input as subject
		count(policy.deny) == 0 with input as subject
		{"resource": first.address, "path": [name], "reason": "known after apply"} in found
	}
}

test_incomplete_unit_is_undetermined if {
	subject := {"complete": false, "resources": [contact]}
	count(policy.deny) == 0 with input as subject
	count(policy.undetermined) == 1 with input as subject
}
