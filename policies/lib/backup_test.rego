package bartizan.lib.backup_test

import data.bartizan.lib.backup

volume := {"kind": "aws_ebs_volume", "name": "v", "address": "aws_ebs_volume.v", "values": {"tags": {"backup": "daily"}}}

selection(values) := {"kind": "aws_backup_selection", "name": "s", "address": "aws_backup_selection.s", "values": values}

test_kinds_in_patterns if {
	store := backup.stores.aws_rds_cluster
	every pattern in ["*", "arn:aws:rds:*", "arn:aws:rds:*:*:cluster:*", "arn:*:rds:eu-west-1:111122223333:cluster:prod-*"] {
		backup.names_kind(pattern, store)
	}
	every pattern in ["arn:aws:rds:*:*:db:*", "arn:aws:ec2:*:*:volume/*", "arn:aws:rds:eu-west-1:111122223333:cluster:one"] {
		not backup.names_kind(pattern, store)
	}
}

test_tags_that_are_asked_for_cover if {
	backup.covered == {"aws_ebs_volume.v"} with input as {"resources": [volume, selection({"selection_tag": [{"key": "backup", "value": "daily"}]})]}
	backup.covered == set() with input as {"resources": [volume, selection({"selection_tag": [{"key": "backup", "value": "weekly"}]})]}
}
