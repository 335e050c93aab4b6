# METADATA
# title: Network security rule opens SSH or RDP to the internet
# description: >-
#   Administration ports are tried with stolen and guessed passwords within minutes of being reachable. One weak
#   account then gives away the machine and what it may read.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_security_rule
# custom:
#   id: TF-AZ-013
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_network_security_group, azurerm_network_security_rule]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T5, M4O3, M4T2, P5]
#   references:
#     trivy: [AZU-0048, AZU-0050]
#     checkov: [CKV_AZURE_9, CKV_AZURE_10]
#     nist-800-53: [AC-17, SC-7]
#   remediation: >-
#     Remove the rule and administer machines through Azure Bastion or a VPN, or name the few addresses that need the
#     port.
package bartizan.terraform.nsg_admin

import data.bartizan.lib.azure_network

services := {"SSH": 22, "RDP": 3389}

protocols := {"SSH": {"tcp"}, "RDP": {"tcp", "udp"}}

deny contains {
	"path": open_source.path,
	"message": sprintf("inbound rule admits %s from %s", [concat(" and ", names), open_source.source]),
	"key": open_source.source,
} if {
	some open_source in azure_network.open_sources
	count(azure_network.unknown_ports(open_source.rule)) == 0
	names := exposed(open_source.rule)
	count(names) > 0
}

undetermined contains {"path": path, "reason": reason} if {
	some rule in azure_network.rules
	count(exposed(rule)) + count(azure_network.unknown_ports(rule)) > 0
	some path, reason in azure_network.unknown_parts(rule)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in azure_network.unknown_rules

exposed(rule) := {name |
	some name, port in services
	azure_network.covers(rule, port, protocols[name])
}
