package bartizan.terraform.peer_review_test

import data.bartizan.terraform.peer_review as policy

resource(kind, values) := {"kind": kind, "values": values, "unknown": []}

protection(values) := resource("github_branch_protection", object.union({"enforce_admins": true}, values))

ruleset(count, enforcement) := resource("github_repository_ruleset", {"enforcement": enforcement, "rules": [{"pull_request": [{"required_approving_review_count": count}]}]})

messages(subject) := {finding.message | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated_without_reviews if {
	policy.deny == {{
		"path": ["required_pull_request_reviews"],
		"message": "branch protection asks for no review",
		"fix": [{"op": "set", "path": ["required_pull_request_reviews"], "value": [{"required_approving_review_count": 1}], "safety": "unsafe"}],
	}} with input as protection({})
	mended := protection({"required_pull_request_reviews": [{"required_approving_review_count": 1}]})
	count(policy.deny) == 0 with input as mended
}

test_violated_with_count_zero if {
	some finding in policy.deny with input as protection({"required_pull_request_reviews": [{"required_approving_review_count": 0}]})
	finding.path == ["required_pull_request_reviews", 0, "required_approving_review_count"]
	messages(resource("gitlab_project_approval_rule", {"approvals_required": 0})) == {"approval rule asks for no approval"}
	messages(ruleset(0, "active")) == {"ruleset asks for pull requests, but for no approving review"}
}

test_violated_by_exceptions if {
	messages(resource("github_branch_protection_v3", {"required_pull_request_reviews": [{}]})) == {"branch protection does not hold for administrators"}
	messages(resource("gitlab_branch_protection", {"push_access_level": "developer"})) == {"branch takes direct pushes (push_access_level is developer)"}
	messages(resource("gitlab_branch_protection", {})) == {"branch takes direct pushes (push_access_level is maintainer)"}
	messages(ruleset(1, "evaluate")) == {"ruleset that asks for pull requests is not enforced (evaluate)"}
}

test_satisfied if {
	every subject in [
		protection({"required_pull_request_reviews": [{}]}),
		protection({"required_pull_request_reviews": [{"required_approving_review_count": "2"}]}),
		ruleset(1, "active"),
		resource("github_repository_ruleset", {"enforcement": "active", "rules": [{"deletion": true}]}),
		resource("gitlab_branch_protection", {"push_access_level": "no one"}),
		resource("gitlab_project_approval_rule", {"approvals_required": 1}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_parameter if {
	reviewed := object.union(protection({"required_pull_request_reviews": [{}]}), {"parameters": {"require_signed_commits": true}})
	messages(reviewed) == {"branch protection takes commits without a signature"}
	count(policy.deny) == 0 with input as object.union(reviewed, {"values": {"require_signed_commits": true}})
}

test_unknown_is_undetermined if {
	every case in [
		["github_branch_protection", {"enforce_admins": true}, ["required_pull_request_reviews"]],
		["github_branch_protection", {"enforce_admins": true, "required_pull_request_reviews": [{"required_approving_review_count": 0}]}, ["required_pull_request_reviews", 0, "required_approving_review_count"]],
		["github_branch_protection", {"enforce_admins": true, "required_pull_request_reviews": [{}]}, ["required_pull_request_reviews", 0, "required_approving_review_count"]],
		["github_branch_protection", {"required_pull_request_reviews": [{}]}, ["enforce_admins"]],
		["github_repository_ruleset", {"enforcement": "active"}, ["rules"]],
		["github_repository_ruleset", {"rules": [{"pull_request": [{"required_approving_review_count": 1}]}]}, ["enforcement"]],
		["github_repository_ruleset", {"enforcement": "active", "rules": [{"pull_request": [{}]}]}, ["rules", 0, "pull_request", 0, "required_approving_review_count"]],
		["gitlab_branch_protection", {}, ["push_access_level"]],
		["gitlab_project_approval_rule", {}, ["approvals_required"]],
	] {
		unsure := {"kind": case[0], "values": case[1], "unknown": [{"path": case[2], "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[2], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_enforcement_is_undetermined if {
	unsure := {"kind": "github_repository_ruleset", "values": {"enforcement": "evaluate", "rules": [{"pull_request": [{"required_approving_review_count": 1}]}]}, "unknown": [{"path": ["enforcement"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as unsure
	count(policy.undetermined) == 1 with input as unsure
}
