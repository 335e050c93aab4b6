package bartizan.terraform.backup_vault_test

import data.bartizan.terraform.backup_vault as policy

vault(values) := {"kind": "aws_backup_vault", "name": "v", "address": "aws_backup_vault.v", "values": values, "unknown": [], "references": []}

keyed := vault({"name": "main", "kms_key_arn": "arn:aws:kms:eu-west-1:111122223333:key/1"})

lock(values, references) := {
	"kind": "aws_backup_vault_lock_configuration",
	"name": "l",
	"address": "aws_backup_vault_lock_configuration.l",
	"values": values,
	"unknown": [],
	"references": references,
}

to_vault := lock({}, [{"path": ["backup_vault_name"], "address": "aws_backup_vault.v"}])

unit(resources) := {"complete": true, "resources": resources}

test_violated_without_lock if {
	policy.deny == {{"resource": "aws_backup_vault.v", "path": [], "message": `backup vault "main" is not locked`}} with input as unit([keyed])
}

test_violated_without_key if {
	policy.deny == {{
		"resource": "aws_backup_vault.v",
		"path": ["kms_key_arn"],
		"message": `backup vault "v" has no key of its own`,
	}} with input as unit([vault({}), to_vault])
	count(policy.deny) == 1 with input as unit([vault({"kms_key_arn": "arn:aws:kms:eu-west-1:111122223333:alias/aws/backup"}), to_vault])
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([keyed, to_vault])
	count(policy.deny) == 0 with input as unit([keyed, lock({"backup_vault_name": "main"}, [])])
	count(policy.undetermined) == 0 with input as unit([keyed, to_vault])
}

test_key_of_the_same_apply_counts if {
	made := object.union(vault({"name": "main"}), {"unknown": [{"path": ["kms_key_arn"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([made, to_vault])
}

test_stray_lock_is_undetermined if {
	count(policy.deny) == 0 with input as unit([keyed, lock({}, [])])
	count(policy.undetermined) == 1 with input as unit([keyed, lock({}, [])])
}

test_incomplete_is_undetermined if {
	part := {"complete": false, "resources": [keyed]}
	count(policy.deny) == 0 with input as part
	policy.undetermined == {{"resource": "aws_backup_vault.v", "path": [], "reason": "not all of the module is here"}} with input as part
}
