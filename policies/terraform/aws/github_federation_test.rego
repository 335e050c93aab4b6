package bartizan.terraform.github_federation_test

import data.bartizan.terraform.github_federation as policy

provider := "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"

role(condition) := {
	"kind": "aws_iam_role",
	"values": {"assume_role_policy": json.marshal({"Statement": [{
		"Effect": "Allow",
		"Action": "sts:AssumeRoleWithWebIdentity",
		"Principal": {"Federated": provider},
		"Condition": condition,
	}]})},
	"unknown": [],
}

condition_path := ["assume_role_policy", "@json", "Statement", 0, "Condition"]

subject(value) := {"StringLike": {"token.actions.githubusercontent.com:sub": value}}

document(statement) := {"kind": "data.aws_iam_policy_document", "values": {"statement": [statement]}, "unknown": []}

trust := {"actions": ["sts:AssumeRoleWithWebIdentity"], "principals": [{"type": "Federated", "identifiers": [provider]}]}

condition(variable, values) := {"test": "StringEquals", "variable": variable, "values": values}

test_violated_without_subject if {
	some finding in policy.deny with input as role({"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}})
	finding.path == condition_path
	finding.message == "trust in token.actions.githubusercontent.com has no condition on token.actions.githubusercontent.com:sub"
}

test_violated_without_condition if {
	some finding in policy.deny with input as document(trust)
	finding.path == ["statement", 0, "condition"]
}

test_violated_by_any_owner if {
	every value in ["*", "repo:*", "repo:*:ref:refs/heads/main", "repo:my-org*", "repo:*/app:*", "repo:my-?rg/app:*"] {
		found := policy.deny with input as role(subject([value]))
		{finding.key | some finding in found} == {value}
	}
}

test_violated_with_negated_test if {
	count(policy.deny) == 1 with input as role({"StringNotLike": {"token.actions.githubusercontent.com:sub": "repo:a/b:*"}})
}

test_satisfied if {
	every value in ["repo:my-org/app:ref:refs/heads/main", "repo:my-org/*", "repository_id:1234:*"] {
		count(policy.deny) == 0 with input as role(subject(value))
	}
	sub := condition("token.actions.githubusercontent.com:sub", ["repo:my-org/app:environment:prod"])
	count(policy.deny) == 0 with input as document(object.union(trust, {"condition": [sub]}))
}

test_other_claim_narrows if {
	count(policy.deny) == 0 with input as role({"StringEquals": {"token.actions.githubusercontent.com:repository_owner_id": "42"}})
}

test_other_provider_is_satisfied if {
	other := object.union(trust, {"principals": [{"type": "Federated", "identifiers": ["arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/A"]}]})
	count(policy.deny) == 0 with input as document(other)
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "aws_iam_role", "values": {}}
}

test_unknown_is_undetermined if {
	every path in [["assume_role_policy"], array.concat(condition_path, ["StringLike", "token.actions.githubusercontent.com:sub"])] {
		unsure := object.union(role({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_provider_is_undetermined if {
	unsure := object.union(document({"actions": ["sts:AssumeRoleWithWebIdentity"]}), {"unknown": [{"path": ["statement", 0, "principals", 0, "identifiers"], "reason": "known after apply"}]})
	count(policy.undetermined) == 1 with input as unsure
}

test_unknown_of_other_document_does_not_matter if {
	unsure := object.union(document({"actions": ["s3:GetObject"]}), {"unknown": [{"path": ["statement", 0, "principals", 0, "identifiers"], "reason": "known after apply"}]})
	count(policy.undetermined) == 0 with input as unsure
}

test_violated_when_only_a_condition_names_the_issuer if {
	statement := {
		"actions": ["sts:AssumeRoleWithWebIdentity"],
		"principals": [{"type": "Federated", "identifiers": ["oidc-provider"]}],
		"condition": [condition("token.actions.githubusercontent.com:aud", ["sts.amazonaws.com"])],
	}
	count(policy.deny) == 1 with input as document(statement)
}

test_other_claim_narrows_wide_subject if {
	wide := {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:*"}}
	owner := {"StringEquals": {"token.actions.githubusercontent.com:repository_owner": "my-org"}}
	count(policy.deny) == 0 with input as role(object.union(wide, owner))
	anyone := {"StringEquals": {"token.actions.githubusercontent.com:repository_owner": "*"}}
	count(policy.deny) == 1 with input as role(object.union(wide, anyone))
}

test_unknown_in_trust_of_others_is_satisfied if {
	path := ["assume_role_policy", "@json", "Statement", 0, "Principal", "Service"]
	statement := {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Principal": {"Service": null}}
	judged := {
		"kind": "aws_iam_role",
		"values": {"assume_role_policy": json.marshal({"Statement": [statement]})},
		"unknown": [{"path": path, "reason": "later"}],
	}
	count(policy.deny) == 0 with input as judged
	count(policy.undetermined) == 0 with input as judged
}
