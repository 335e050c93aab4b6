package bartizan.lib.tags_test

import data.bartizan.lib.tags

provider(given) := {"kind": "provider.aws", "address": "provider.aws", "values": {"default_tags": [{"tags": given}]}}

bucket(values) := {"kind": "aws_s3_bucket", "address": "aws_s3_bucket.b", "values": values}

test_tags_of_the_resource_win if {
	tags.of(bucket({"tags": {"team": "a"}})) == {"team": "a", "owner": "x"} with input as {"resources": [provider({"team": "b", "owner": "x"})]}
	tags.of(bucket({"tags_all": {"team": "c"}})) == {"team": "c"} with input as {"resources": []}
	tags.of(bucket({})) == {} with input as {"resources": []}
}

test_open if {
	unsure := object.union(bucket({}), {"unknown": [{"path": ["tags", "team"], "reason": "r"}]})
	tags.open(unsure) == {{"key": "team", "entry": {"resource": "aws_s3_bucket.b", "path": ["tags", "team"], "reason": "r"}}} with input as {"resources": [unsure]}
	unsettled := object.union(provider({}), {"unknown": [{"path": ["default_tags", 0, "tags"], "reason": "r"}]})
	{[open.key, open.entry.resource] | some open in tags.open(bucket({}))} == {["", "provider.aws"]} with input as {"resources": [unsettled]}
}
