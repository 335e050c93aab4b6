package bartizan.terraform.subnet_without_nsg_test

import data.bartizan.terraform.subnet_without_nsg as policy

subnet(values) := {"kind": "azurerm_subnet", "name": "s", "address": "azurerm_subnet.s", "values": values, "unknown": []}

association(values) := {
	"kind": "azurerm_subnet_network_security_group_association",
	"name": "a",
	"address": "azurerm_subnet_network_security_group_association.a",
	"values": values,
	"unknown": [],
	"references": [],
}

network(block) := {"kind": "azurerm_virtual_network", "name": "n", "address": "azurerm_virtual_network.n", "values": {"subnet": [block]}, "unknown": []}

unit(resources) := {"complete": true, "resources": resources}

unsure(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	some finding in policy.deny with input as unit([subnet({"name": "apps"})])
	finding.resource == "azurerm_subnet.s"
	finding.path == []
	finding.message == `subnet "apps" has no network security group`
}

test_violated_within_network if {
	some finding in policy.deny with input as unit([network({"name": "apps", "address_prefixes": ["10.0.1.0/24"]})])
	finding.resource == "azurerm_virtual_network.n"
	finding.path == ["subnet", 0, "security_group"]
	finding.key == "apps"
}

test_satisfied if {
	by_reference := object.union(association({}), {"references": [{"path": ["subnet_id"], "address": "azurerm_subnet.s"}]})
	every resources in [
		[subnet({"name": "apps"}), by_reference],
		[subnet({"name": "apps"}), association({"subnet_id": "/subscriptions/1/virtualNetworks/n/subnets/apps"})],
		[subnet({"name": "GatewaySubnet"})],
		[subnet({"name": "azurebastionsubnet"})],
		[subnet({"name": "apps", "network_security_group_id_wo_version": 1})],
		[network({"name": "apps", "security_group": "/subscriptions/1/networkSecurityGroups/g"})],
		[network({"name": "GatewaySubnet"})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_parameter if {
	subject := object.union(unit([subnet({"name": "apps"}), subnet({"name": "GatewaySubnet"})]), {"parameters": {"exempt": ["apps"]}})
	found := policy.deny with input as subject
	{finding.message | some finding in found} == {`subnet "GatewaySubnet" has no network security group`}
}

test_unknown_is_undetermined if {
	every case in [
		[unsure(subnet({}), ["name"]), ["name"]],
		[unsure(network({}), ["subnet", 0, "name"]), ["subnet", 0, "name"]],
		[unsure(network({}), ["subnet", 0, "security_group"]), ["subnet", 0, "security_group"]],
		[object.remove(unsure(network({}), ["subnet"]), ["values"]), ["subnet"]],
	] {
		subject := unit([object.union({"values": {}}, case[0])])
		count(policy.deny) == 0 with input as subject
		found := policy.undetermined with input as subject
		count(found) == 1
		every doubt in found {
			doubt.path == case[1]
		}
	}
}

test_association_of_unknown_subnet_and_incomplete_unit_are_undetermined if {
	every subject in [
		unit([subnet({"name": "apps"}), unsure(association({}), ["subnet_id"])]),
		{"complete": false, "resources": [subnet({"name": "apps"})]},
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 1 with input as subject
	}
}
