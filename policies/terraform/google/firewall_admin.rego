# METADATA
# title: Firewall opens SSH or RDP to the internet
# description: >-
#   Administration ports are tried with stolen and guessed passwords within minutes of being reachable. One weak
#   account then gives away the machine and the service account that it runs as.
# related_resources:
#   - ref: https://cloud.google.com/firewall/docs/firewalls
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_firewall
# custom:
#   id: TF-GCP-007
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [google_compute_firewall]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T5, M4O3, M4T2, P5]
#   references:
#     trivy: [GCP-0070, GCP-0071]
#     checkov: [CKV_GCP_2, CKV_GCP_3]
#     nist-800-53: [AC-17, SC-7]
#   remediation: >-
#     Remove the rule and reach machines through Identity-Aware Proxy (source range 35.235.240.0/20) or a VPN.
package bartizan.terraform.firewall_admin

import data.bartizan.lib.google_firewall

services := {"SSH": 22, "RDP": 3389}

deny contains {
	"path": open_range.path,
	"message": sprintf("firewall admits %s from %s", [concat(" and ", exposed), open_range.cidr]),
	"key": open_range.cidr,
} if {
	count(exposed) > 0
	count(google_firewall.unknown_parts) == 0
	some open_range in google_firewall.open_ranges
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in google_firewall.unknown_parts
	possibly_exposed
}

# RDP is spoken over UDP too.
exposed := {name |
	some name, port in services
	some allow in google_firewall.allowed
	google_firewall.covers(allow, port, protocols[name])
}

protocols := {"SSH": {"tcp", "6"}, "RDP": {"tcp", "6", "udp", "17"}}

possibly_exposed if count(exposed) > 0

possibly_exposed if count(google_firewall.unknown_allow) > 0
