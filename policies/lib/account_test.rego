package bartizan.lib.account_test

import data.bartizan.lib.account

resource(kind, name) := {"kind": kind, "address": concat(".", [kind, name]), "values": {}}

test_witness if {
	account.witness == "aws_cloudtrail.a" with input as {"resources": [resource("aws_iam_account_alias", "x"), resource("aws_cloudtrail", "a"), resource("aws_backup_plan", "a")]}
}

test_no_witness_in_other_modules if {
	not account.witness with input as {"resources": [resource("aws_backup_plan", "a")]}
	not account.witness with input as {"resources": []}
}
