# METADATA
# title: Load balancer accepts old TLS
# description: >-
#   An attacker on the way can push a connection down to TLS 1.0 or a weak cipher and then read or change it. Without a
#   policy of its own a load balancer takes everything from TLS 1.0 on.
# related_resources:
#   - ref: https://cloud.google.com/load-balancing/docs/ssl-policies-concepts
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_ssl_policy
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_target_https_proxy#ssl_policy
# custom:
#   id: TF-GCP-035
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - google_compute_ssl_policy
#     - google_compute_region_ssl_policy
#     - google_compute_target_https_proxy
#     - google_compute_region_target_https_proxy
#     - google_compute_target_ssl_proxy
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M1T2, D5]
#   references:
#     trivy: [GCP-0039]
#     checkov: [CKV_GCP_4]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Set `min_tls_version` of the policy to `TLS_1_2` and `profile` to `MODERN` or `RESTRICTED`, and name it in
#     `ssl_policy` of every proxy.
#   unknown: set
package bartizan.terraform.load_balancer_tls

import data.bartizan.lib.google
import data.bartizan.lib.unknown

policies := {"google_compute_ssl_policy", "google_compute_region_ssl_policy"}

version := ["min_tls_version"]

profile := ["profile"]

deny contains {
	"path": version,
	"message": sprintf("TLS policy %q admits %s", [google.label(input), old]),
	"fix": google.write(version, "TLS_1_2"),
} if {
	input.kind in policies
	not unknown.at(version)
	old := {"TLS_1_0": "TLS 1.0", "TLS_1_1": "TLS 1.1"}[google.choice(input, version, "TLS_1_0")]
}

deny contains {
	"path": profile,
	"message": sprintf("TLS policy %q admits weak ciphers (profile COMPATIBLE)", [google.label(input)]),
	"fix": google.write(profile, "MODERN"),
} if {
	input.kind in policies
	not unknown.at(profile)
	google.choice(input, profile, "COMPATIBLE") == "COMPATIBLE"
}

deny contains {
	"path": ["ssl_policy"],
	"message": sprintf("proxy %q has no TLS policy and admits TLS 1.0", [google.label(input)]),
} if {
	not input.kind in policies
	not google.given(input, ["ssl_policy"])
}
