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
import data.bartizan.lib.tf
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
	not setting.met
	some path, reason in unknown.at(setting.path)
}

protections := {"github_branch_protection", "github_branch_protection_v3"}

rulesets := {"github_repository_ruleset", "github_organization_ruleset"}

reviews := ["required_pull_request_reviews"]

rule := ["rules", 0, "pull_request", 0]

# What is asked of a resource: {path, met, message, wanted value}.
settings contains {
	"path": reviews,
	"met": count(object.get(input.values, reviews, [])) > 0,
	"message": "branch protection asks for no review",
	"wanted": [{"required_approving_review_count": 1}],
} if {
	input.kind in protections
}

settings contains {
	"path": path,
	"met": at_least_one(path, 1),
	"message": "branch protection asks for no approving review",
	"wanted": 1,
} if {
	input.kind in protections
	path := ["required_pull_request_reviews", 0, "required_approving_review_count"]
	count(object.get(input.values, reviews, [])) > 0
}

settings contains {
	"path": ["enforce_admins"],
	"met": is_on("enforce_admins"),
	"message": "branch protection does not hold for administrators",
	"wanted": true,
} if {
	input.kind in protections
}

settings contains {
	"path": ["require_signed_commits"],
	"met": is_on("require_signed_commits"),
	"message": "branch protection takes commits without a signature",
	"wanted": true,
} if {
	input.kind in protections
	params.get("require_signed_commits", false)
}

# Another ruleset of the repository may ask for reviews: only one that speaks of pull requests is asked.
settings contains {
	"path": array.concat(rule, ["required_approving_review_count"]),
	"met": at_least_one(array.concat(rule, ["required_approving_review_count"]), 0),
	"message": "ruleset asks for pull requests, but for no approving review",
	"wanted": 1,
} if {
	input.kind in rulesets
	speaks_of_pull_requests
}

settings contains {
	"path": ["enforcement"],
	"met": object.get(input.values, "enforcement", "active") == "active",
	"message": sprintf("ruleset that asks for pull requests is not enforced (%s)", [object.get(input.values, "enforcement", "not known")]),
	"wanted": "active",
} if {
	input.kind in rulesets
	speaks_of_pull_requests
}

# GitLab lets maintainers push unless told otherwise.
settings contains {
	"path": ["push_access_level"],
	"met": level == "no one",
	"message": sprintf("branch takes direct pushes (push_access_level is %s)", [level]),
	"wanted": "no one",
} if {
	input.kind == "gitlab_branch_protection"
	level := object.get(input.values, "push_access_level", "maintainer")
}

settings contains {
	"path": ["approvals_required"],
	"met": at_least_one(["approvals_required"], 0),
	"message": "approval rule asks for no approval",
	"wanted": 1,
} if {
	input.kind == "gitlab_project_approval_rule"
}

default speaks_of_pull_requests := false

speaks_of_pull_requests if is_object(object.get(input.values, rule, null))

default at_least_one(_, _) := false

at_least_one(path, fallback) if tf.number(object.get(input.values, path, fallback)) >= 1

default is_on(_) := false

is_on(name) if tf.is_true(object.get(input.values, name, false))
