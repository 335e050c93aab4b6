package bartizan.lib.review_test

import data.bartizan.lib.review

unmet(kind, values) := {setting.path | some setting in found; not setting.met} if {
	found := review.settings with input as {"kind": kind, "values": values}
}

test_defaults_of_the_providers if {
	unmet("github_branch_protection", {}) == {["required_pull_request_reviews"], ["enforce_admins"]}
	unmet("github_branch_protection", {"required_pull_request_reviews": [{}], "enforce_admins": true}) == set()
	unmet("github_repository_ruleset", {"rules": [{"pull_request": [{}]}]}) == {["rules", 0, "pull_request", 0, "required_approving_review_count"]}
	unmet("gitlab_branch_protection", {}) == {["push_access_level"]}
}
