package bartizan.terraform.data_classification_test

import data.bartizan.terraform.data_classification as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": []}

with_unknown(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

bucket(given) := resource("aws_s3_bucket", {"tags": given})

unit(resources) := {"complete": true, "resources": resources}

test_violated_without_tag if {
	policy.deny == {{
		"resource": "aws_s3_bucket.r",
		"path": ["tags"],
		"message": `bucket "r" has no tag that classifies its data`,
	}} with input as unit([bucket({"team": "a"})])
	every kind in ["aws_db_instance", "aws_rds_cluster", "aws_dynamodb_table", "aws_efs_file_system"] {
		count(policy.deny) == 1 with input as unit([resource(kind, {})])
	}
}

test_violated_with_other_level if {
	policy.deny == {{
		"resource": "aws_s3_bucket.r",
		"path": ["tags", "data-classification"],
		"message": `bucket "r" is classified as "secretish", which is no agreed level`,
		"key": "data-classification",
	}} with input as unit([bucket({"data-classification": "secretish"})])
}

test_satisfied if {
	every given in [{"data-classification": "restricted"}, {"DataClassification": "Public"}, {"data_class": "internal"}] {
		count(policy.deny) == 0 with input as unit([bucket(given)])
		count(policy.undetermined) == 0 with input as unit([bucket(given)])
	}
	count(policy.deny) == 0 with input as unit([resource("aws_s3_bucket", {"tags_all": {"classification": "internal"}})])
	provider := resource("provider.aws", {"default_tags": [{"tags": {"classification": "internal"}}]})
	count(policy.deny) == 0 with input as unit([resource("aws_s3_bucket", {}), provider])
}

test_parameters if {
	asked := object.union(unit([bucket({"privacy": "pii"})]), {"parameters": {"tag_keys": ["privacy"], "levels": ["pii"]}})
	count(policy.deny) == 0 with input as asked
	count(policy.deny) == 1 with input as object.union(asked, {"parameters": {"tag_keys": ["privacy"], "levels": ["public"]}})
}

test_unknown_is_undetermined if {
	every path in [["tags"], ["tags_all"], ["tags", "data-classification"]] {
		unsure := unit([with_unknown(resource("aws_s3_bucket", {}), path)])
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"resource": "aws_s3_bucket.r", "path": path, "reason": "known after apply"}} with input as unsure
	}
	sure := unit([with_unknown(bucket({}), ["tags", "team"])])
	count(policy.deny) == 1 with input as sure
	unsettled := unit([bucket({}), with_unknown(resource("provider.aws", {}), ["default_tags"])])
	count(policy.deny) == 0 with input as unsettled
	{entry.resource | some entry in policy.undetermined} == {"provider.aws.r"} with input as unsettled
}
