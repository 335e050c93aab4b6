# METADATA
# title: Network security rule opens all ports or a database to the internet
# description: >-
#   Every service behind the rule faces the internet, also those that somebody starts later and believes to be
#   internal. A database that answers everyone is one flaw or one password away from being copied.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_security_rule
# custom:
#   id: TF-AZ-014
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_network_security_group, azurerm_network_security_rule]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, M4O3, P5]
#   references:
#     trivy: [AZU-0047, AZU-0074]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Name the ports that the public needs, and the networks that may reach the others.
#   parameters:
#     ports:
#       type: array
#       default: [1433, 3306, 5432, 6379, 9200, 27017]
#       description: >-
#         Ports of data stores, which nobody on the internet may reach.
package bartizan.terraform.nsg_everything

import data.bartizan.lib.azure_network
import data.bartizan.lib.params

deny contains {
	"path": open_source.path,
	"message": sprintf("inbound rule admits %s from %s", [what, open_source.source]),
	"key": open_source.source,
} if {
	some open_source in azure_network.open_sources
	count(azure_network.unknown_ports(open_source.rule)) == 0
	some what in exposed(open_source.rule)
}

undetermined contains {"path": path, "reason": reason} if {
	some rule in azure_network.rules
	count(exposed(rule)) + count(azure_network.unknown_ports(rule)) > 0
	some path, reason in azure_network.unknown_parts(rule)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in azure_network.unknown_rules

# What `rule` opens, in words: one element at most.
exposed(rule) := {"all ports"} if azure_network.all_ports(rule)

exposed(rule) := {sprintf("port %s", [concat(", ", ports)]) |
	ports := [sprintf("%v", [port]) |
		some port in params.get("ports", [1433, 3306, 5432, 6379, 9200, 27017])
		azure_network.covers(rule, port, {"tcp"})
	]
	count(ports) > 0
} if {
	not azure_network.all_ports(rule)
}
