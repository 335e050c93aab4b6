# METADATA
# title: Public backend has no web application firewall or no rate limit
# description: >-
#   Everyone on the internet can reach it, and nothing filters what they send or how much. Attempts at injection, known
#   exploits and floods arrive at the service itself.
# related_resources:
#   - ref: https://cloud.google.com/armor/docs/security-policy-overview
#   - ref: https://cloud.google.com/armor/docs/waf-rules
#   - ref: https://cloud.google.com/armor/docs/rate-limiting-overview
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_security_policy
# custom:
#   id: TF-GCP-036
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds:
#     - google_compute_backend_service
#     - google_compute_region_backend_service
#     - google_compute_security_policy
#     - google_compute_region_security_policy
#     - google_compute_security_policy_rule
#     - google_compute_region_security_policy_rule
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T4, D5, A6]
#   references:
#     checkov: [CKV_GCP_73]
#     owasp: ['API4:2023']
#     nist-800-53: [SC-5, SC-7]
#   remediation: >-
#     Name a `google_compute_security_policy` in `security_policy` of the backend service, with rules that use
#     `evaluatePreconfiguredWaf` and one with the action `throttle` or `rate_based_ban`.
#   unknown: set
package bartizan.terraform.cloud_armor

import data.bartizan.lib.google
import data.bartizan.lib.google_armor
import data.bartizan.lib.link

deny contains {
	"resource": backend.address,
	"path": ["security_policy"],
	"message": sprintf("public backend %q has no security policy", [google.label(backend)]),
} if {
	some backend in unprotected
	count(google.unknowns(backend, decisive)) == 0
}

deny contains {
	"resource": policy.address,
	"path": [google_armor.rule_block(policy)],
	"message": sprintf("security policy %q has no %s", [google.label(policy), name]),
	"key": name,
} if {
	some policy in google_armor.open_policies
	some name in lacking(policy)
	not google_armor.doubt
}

undetermined contains {"resource": backend.address, "path": path, "reason": reason} if {
	some backend in unprotected
	some path, reason in google.unknowns(backend, decisive)
}

undetermined contains {"resource": policy.address, "path": [google_armor.rule_block(policy)], "reason": google_armor.doubt} if {
	some policy in google_armor.open_policies
	count(lacking(policy)) > 0
}

decisive := [["load_balancing_scheme"], ["protocol"]]

# By kind, the schemes of load balancers that serve HTTP to the internet, and the scheme unless another is given.
schemes := {
	"google_compute_backend_service": {"public": {"EXTERNAL", "EXTERNAL_MANAGED"}, "default": "EXTERNAL"},
	"google_compute_region_backend_service": {"public": {"EXTERNAL_MANAGED"}, "default": "INTERNAL"},
}

unprotected contains backend if {
	some kind, scheme in schemes
	some backend in link.of([kind])
	google.choice(backend, ["load_balancing_scheme"], scheme["default"]) in scheme.public
	google.choice(backend, ["protocol"], "HTTP") in {"HTTP", "HTTPS", "HTTP2", "H2C", "GRPC"}
	not google.given(backend, ["security_policy"])
}

lacking(policy) := {name |
	some name, found in {
		"web application firewall rule": google_armor.filters(policy),
		"rate limit": google_armor.limits(policy),
	}
	not found
}
