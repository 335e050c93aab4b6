package bartizan.terraform.eks_secrets_encryption_test

import data.bartizan.terraform.eks_secrets_encryption as policy

cluster(values) := {"kind": "aws_eks_cluster", "values": values, "unknown": []}

key := "arn:aws:kms:eu-central-1:123456789012:key/a"

test_violated_when_absent if {
	some finding in policy.deny with input as cluster({})
	finding.path == ["encryption_config"]
}

test_violated_without_secrets_or_key if {
	count(policy.deny) == 1 with input as cluster({"encryption_config": [{"resources": [], "provider": [{"key_arn": key}]}]})
	count(policy.deny) == 1 with input as cluster({"encryption_config": [{"resources": ["secrets"], "provider": [{}]}]})
}

test_satisfied if {
	count(policy.deny) == 0 with input as cluster({"encryption_config": [{"resources": ["secrets"], "provider": [{"key_arn": key}]}]})
}

test_unknown_counts_as_set if {
	every path in [["encryption_config"], ["encryption_config", 0, "provider", 0, "key_arn"], ["encryption_config", 0, "provider"]] {
		given := {
			"kind": "aws_eks_cluster",
			"values": {"encryption_config": [{"resources": ["secrets"]}]},
			"unknown": [{"path": path, "reason": "known after apply"}],
		}
		count(policy.deny) == 0 with input as given
	}
}
