package bartizan.terraform.ecr_tag_mutability_test

import data.bartizan.terraform.ecr_tag_mutability as policy

repository(values) := {"kind": "aws_ecr_repository", "values": values, "unknown": []}

test_violated if {
	every case in [[{}, "not set"], [{"image_tag_mutability": "MUTABLE"}, "MUTABLE"], [{"image_tag_mutability": "MUTABLE_WITH_EXCLUSION"}, "MUTABLE_WITH_EXCLUSION"]] {
		some finding in policy.deny with input as repository(case[0])
		finding.path == ["image_tag_mutability"]
		finding.message == sprintf("tags of the repository can be overwritten (image_tag_mutability is %s)", [case[1]])
		count(policy.deny) == 0 with input as repository({"image_tag_mutability": finding.fix[0].value})
	}
}

test_violated_by_creation_template if {
	some finding in policy.deny with input as {"kind": "aws_ecr_repository_creation_template", "values": {"prefix": "ROOT"}}
	finding.path == ["image_tag_mutability"]
}

test_satisfied if {
	every mutability in ["IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"] {
		count(policy.deny) == 0 with input as repository({"image_tag_mutability": mutability})
		count(policy.undetermined) == 0 with input as repository({"image_tag_mutability": mutability})
	}
}

test_unknown_is_undetermined if {
	unsure := object.union(repository({}), {"unknown": [{"path": ["image_tag_mutability"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["image_tag_mutability"], "reason": "known after apply"}} with input as unsure
}
