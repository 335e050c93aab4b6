# METADATA
# title: Service account gets a permanent key
# description: >-
#   The key works from everywhere until somebody deletes it, and Terraform writes it to the state. Programs in Google
#   Cloud have the identity of where they run; those outside can come with tokens of their own (workload identity
#   federation).
# related_resources:
#   - ref: https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_service_account_key
# custom:
#   id: TF-GCP-032
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [google_service_account_key]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T3, A2, D3]
#   references:
#     checkov: [CKV2_GCP_3]
#     nist-800-53: [IA-5]
#   remediation: >-
#     Remove the key. Attach the service account to the workload, or let it come through a
#     `google_iam_workload_identity_pool`.
package bartizan.terraform.service_account_key

deny contains {
	"path": ["service_account_id"],
	"message": sprintf("%s gets a permanent key", [account]),
} if {
	input.kind == "google_service_account_key"
}

account := sprintf("service account %q", [input.values.service_account_id]) if {
	is_string(object.get(input.values, "service_account_id", null))
} else := "service account"
