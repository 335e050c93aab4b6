# METADATA
# title: GKE keeps an old way to authenticate or authorise
# description: >-
#   Legacy authorisation grants rights that no role shows. A client certificate or a password cannot be withdrawn and
#   belongs to nobody; whoever has a copy is in until the cluster is rebuilt.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/api-server-authentication
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster#enable_legacy_abac
# custom:
#   id: TF-GCP-019
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [google_container_cluster]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T2, M1T1]
#   references:
#     trivy: [GCP-0062, GCP-0064]
#     checkov: [CKV_GCP_7, CKV_GCP_13]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Set `enable_legacy_abac` and `issue_client_certificate` of `master_auth` to false, remove `username` and
#     `password` from `master_auth`, and let people and programs come with Google identities.
package bartizan.terraform.gke_legacy_auth

import data.bartizan.lib.google
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Settings that must not be true, and what they mean.
switches := [
	{"path": ["enable_legacy_abac"], "meaning": "uses legacy authorisation (ABAC) beside roles"},
	{
		"path": ["master_auth", 0, "client_certificate_config", 0, "issue_client_certificate"],
		"meaning": "issues a client certificate",
	},
]

password := ["master_auth", 0, "password"]

deny contains {
	"path": switch.path,
	"message": sprintf("cluster %q %s", [google.label(input), switch.meaning]),
	"fix": google.write(switch.path, false),
} if {
	some switch in switches
	tf.is_true(google.value(input, switch.path, false))
}

# Until version 4 of the provider; Kubernetes has had no basic authentication since 1.19.
deny contains {
	"path": password,
	"message": sprintf("cluster %q lets in with a password", [google.label(input)]),
} if {
	google.given(input, password)
	not unknown.at(password)
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in google.unknowns(input, array.concat([switch.path | some switch in switches], [password]))
}
