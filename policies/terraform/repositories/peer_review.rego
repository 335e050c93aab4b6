# METADATA
# title: Changes reach the branch without a second person's review
# description: >-
#   One person, or whoever has stolen that person's login, can change what runs in production, and nobody else sees it
#   before it takes effect.
# related_resources:
#   - ref: https://registry.terraform.io/providers/integrations/github/latest/docs/resources/branch_protection
#   - ref: https://registry.terraform.io/providers/integrations/github/latest/docs/resources/repository_ruleset
#   - ref: https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/branch_protection
#   - ref: https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/project_approval_rule
# custom:
#   id: OPS-026
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds:
#     - github_branch_protection
#     - github_branch_protection_v3
#     - github_repository_ruleset
#     - github_organization_ruleset
#     - gitlab_branch_protection
#     - gitlab_project_approval_rule
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O3, D1]
#   references:
#     trivy: [GIT-0004]
#     nist-800-53: [CM-3, SA-10]
#   remediation: >-
#     On GitHub set `required_approving_review_count` to 1 or more and `enforce_admins` to true; on GitLab set
#     `push_access_level` to `no one` and `approvals_required` to 1 or more.
#   parameters:
#     require_signed_commits:
#       type: boolean
#       default: false
#       description: Must commits be signed as well?
package bartizan.terraform.peer_review

import data.bartizan.lib.params
import data.bartizan.lib.review
import data.bartizan.lib.unknown

deny contains {
	"path": setting.path,
	"message": setting.message,
	"fix": [{"op": "set", "path": setting.path, "value": setting.wanted, "safety": "unsafe"}],
} if {
	some setting in settings
	not setting.met
	not unknown.at(setting.path)
}

undetermined contains {"path": path, "reason": reason} if {
	some setting in settings
	some path, reason in unknown.at(setting.path)
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind in review.rulesets
	not review.speaks_of_pull_requests
	some path, reason in unknown.at(review.rule)
}

settings contains setting if some setting in review.settings

settings contains {
	"path": ["require_signed_commits"],
	"met": review.is_on("require_signed_commits"),
	"message": "branch protection takes commits without a signature",
	"wanted": true,
} if {
	input.kind in review.protections
	params.get("require_signed_commits", false)
}
