# METADATA
# title: Subnet has no network security group
# description: >-
#   Nothing filters what comes into the subnet or goes from one to the next: who holds one machine reaches all the
#   others. Subnets that Azure wants without a group, such as those of gateways, are not asked.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/subnet_network_security_group_association
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/virtual_network#security_group
# custom:
#   id: TF-AZ-015
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_subnet, azurerm_subnet_network_security_group_association, azurerm_virtual_network]
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2]
#   references:
#     checkov: [CKV2_AZURE_31]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Add an `azurerm_subnet_network_security_group_association` for the subnet, or `security_group` to a subnet that
#     is written within its `azurerm_virtual_network`.
#   parameters:
#     exempt:
#       type: array
#       default: ["GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "AzureBastionSubnet", "RouteServerSubnet"]
#       description: >-
#         Names of subnets that need no group; case does not matter.
package bartizan.terraform.subnet_without_nsg

import data.bartizan.lib.azure
import data.bartizan.lib.params
import data.bartizan.lib.unknown

kind := "azurerm_subnet_network_security_group_association"

deny contains {
	"resource": subnet.address,
	"path": [],
	"message": sprintf("subnet %q has no network security group", [azure.label(subnet)]),
} if {
	some subnet in open_subnets
	not unknown.at_in(subnet, ["name"])
	not azure.doubt(kind, "subnet_id")
}

deny contains {
	"resource": network.address,
	"path": path,
	"message": sprintf("subnet %q has no network security group", [name]),
	"key": name,
} if {
	some network in azure.all("azurerm_virtual_network")
	some index, block in object.get(network.values, "subnet", [])
	path := ["subnet", index, "security_group"]
	object.get(block, "security_group", "") == ""
	count(questions(network, index)) == 0
	name := object.get(block, "name", "")
	not exempt(name)
}

undetermined contains {"resource": subnet.address, "path": [], "reason": reason} if {
	some subnet in open_subnets
	reason := azure.doubt(kind, "subnet_id")
}

undetermined contains {"resource": subnet.address, "path": path, "reason": reason} if {
	some subnet in open_subnets
	some path, reason in unknown.at_in(subnet, ["name"])
}

undetermined contains {"resource": network.address, "path": path, "reason": reason} if {
	some network in azure.all("azurerm_virtual_network")
	some index, block in object.get(network.values, "subnet", [])
	object.get(block, "security_group", "") == ""
	not exempt(object.get(block, "name", ""))
	some path, reason in questions(network, index)
}

undetermined contains {"resource": network.address, "path": ["subnet"], "reason": entry.reason} if {
	some network in azure.all("azurerm_virtual_network")
	some entry in object.get(network, "unknown", [])
	entry.path == ["subnet"]
}

# Subnets that stand alone and are in no group, neither of their own nor by an association.
open_subnets contains subnet if {
	some subnet in azure.all("azurerm_subnet")
	not exempt(object.get(subnet.values, "name", ""))
	not azure.given(subnet, "network_security_group_id_wo_version")
	not azure.given(subnet, "network_security_group_id_wo")
	count(azure.companions(kind, "subnet_id", subnet)) == 0
}

questions(network, index) := azure.unknowns(network, ["subnet", index], ["name", "security_group"])

exempt(name) if {
	some other in params.get("exempt", ["GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "AzureBastionSubnet", "RouteServerSubnet"])
	lower(other) == lower(name)
}
