# METADATA
# description: >-
#   What branch protections, rulesets and approval rules of GitHub and GitLab must say so that a second person sees every
#   change. Where they say nothing, the default of the Terraform provider counts.
# related_resources:
#   - ref: https://github.com/integrations/terraform-provider-github/blob/main/github/resource_github_branch_protection.go
#     description: required_approving_review_count is 1 in a block that does not name it
#   - ref: https://registry.terraform.io/providers/integrations/github/latest/docs/resources/repository_ruleset
#   - ref: https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/branch_protection
package bartizan.lib.review

import data.bartizan.lib.tf

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

speaks_of_pull_requests if is_object(object.get(input.values, rule, null))

default at_least_one(_, _) := false

at_least_one(path, fallback) if tf.number(object.get(input.values, path, fallback)) >= 1

default is_on(_) := false

is_on(name) if tf.is_true(object.get(input.values, name, false))
