# METADATA
# title: Firewall opens all ports or a database to the internet
# description: >-
#   Every service behind the rule faces the internet, also those that somebody starts later and believes to be
#   internal. A database that answers everyone is one flaw or one password away from being copied.
# related_resources:
#   - ref: https://cloud.google.com/firewall/docs/firewalls
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_firewall
# custom:
#   id: TF-GCP-008
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [google_compute_firewall]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, M4O3, P5]
#   references:
#     trivy: [GCP-0027, GCP-0072]
#     checkov: [CKV2_GCP_12, CKV_GCP_88]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Name the protocols and ports that the public needs, and the networks that may reach the others.
#   parameters:
#     ports:
#       type: array
#       default: [1433, 3306, 5432, 6379, 9200, 27017]
#       description: >-
#         Ports of data stores, which nobody on the internet may reach.
package bartizan.terraform.firewall_everything

import data.bartizan.lib.google_firewall
import data.bartizan.lib.params

deny contains {
	"path": open_range.path,
	"message": sprintf("firewall admits %s from %s", [concat(", ", exposed), open_range.cidr]),
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

# What the rule opens, in words.
exposed contains "all traffic" if {
	some allow in google_firewall.allowed
	allow.protocol == "all"
}

exposed contains sprintf("all %s ports", [name]) if {
	some allow in google_firewall.allowed
	some name, protocols in {"TCP": {"tcp", "6"}, "UDP": {"udp", "17"}}
	allow.protocol in protocols
	google_firewall.all_ports(allow, protocols)
}

exposed contains sprintf("port %v", [port]) if {
	some allow in google_firewall.allowed
	some port in params.get("ports", [1433, 3306, 5432, 6379, 9200, 27017])
	google_firewall.covers(allow, port, {"tcp", "6"})
	not google_firewall.all_ports(allow, {"tcp", "6"})
}

possibly_exposed if count(exposed) > 0

possibly_exposed if count(google_firewall.unknown_allow) > 0
