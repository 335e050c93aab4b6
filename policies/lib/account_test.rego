package bartizan.lib.account_test

import data.bartizan.lib.account

resource(kind, name) := {"kind": kind, "address": concat(".", [kind, name]), "values": {}}

trail(values) := {"kind": "aws_cloudtrail", "address": "aws_cloudtrail.a", "values": values}

test_witness if {
	account.witness == "aws_cloudtrail.a" with input as {"resources": [resource("aws_iam_account_alias", "x"), trail({"is_multi_region_trail": true}), resource("aws_backup_plan", "a")]}
	account.witness == "aws_cloudtrail.a" with input as {"resources": [trail({"is_organization_trail": "true"})]}
	account.witness == "aws_iam_account_alias.x" with input as {"resources": [resource("aws_iam_account_alias", "x"), trail({})]}
}

test_no_witness_in_other_modules if {
	not account.witness with input as {"resources": [resource("aws_backup_plan", "a")]}
	not account.witness with input as {"resources": [trail({"is_multi_region_trail": false})]}
	not account.witness with input as {"resources": []}
}
