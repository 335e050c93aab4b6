# METADATA
# title: Workload identity provider accepts every outside subject
# description: >-
#   Without a condition every valid token of the issuer is exchanged for one of this project. Issuers such as GitHub
#   or GitLab serve the whole world, so a stranger's pipeline is let in and only the bindings behind it still hold.
# related_resources:
#   - ref: https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/iam_workload_identity_pool_provider
# custom:
#   id: TF-GCP-033
#   severity: critical
#   confidence: medium
#   platform: terraform
#   kinds: [google_iam_workload_identity_pool_provider]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2O3, D1, D2]
#   references:
#     trivy: [GCP-0068]
#     checkov: [CKV_GCP_118, CKV_GCP_125]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Set `attribute_condition` to an expression that names your organisation, such as `assertion.repository_owner_id
#     == "1234"`.
package bartizan.terraform.workload_identity_pool

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["attribute_condition"],
	"message": "identity provider has no attribute_condition",
} if {
	not unknown.at(["attribute_condition"])
	not unknown.at(["aws"])
	not unknown.at(["disabled"])
	not tf.is_true(object.get(input.values, "disabled", false))
	not one_account
	trim_space(object.get(input.values, "attribute_condition", "")) in {"", "true"}
}

undetermined contains {"path": path, "reason": reason} if {
	some attribute in ["attribute_condition", "aws", "disabled"]
	some path, reason in unknown.at([attribute])
}

# A provider for AWS is bound to the one account that it names.
one_account if count(object.get(input.values, "aws", [])) > 0
