package bartizan.terraform.literal_secret_test

import data.bartizan.terraform.literal_secret as policy

resource(kind, values, literals) := {"kind": kind, "values": values, "literals": literals, "references": [], "sensitive": [], "unknown": []}

version(text, literals) := resource("aws_secretsmanager_secret_version", {"secret_id": "a", "secret_string": text}, array.concat([["secret_id"]], literals))

document := json.marshal({"username": "app", "password": "hunter22", "host": "db.example.org"})

test_violated_by_literal if {
	every case in [
		["aws_secretsmanager_secret_version", "secret_string"],
		["aws_secretsmanager_secret_version", "secret_binary"],
		["azurerm_key_vault_secret", "value"],
		["google_secret_manager_secret_version", "secret_data"],
		["google_secret_manager_regional_secret_version", "secret_data"],
	] {
		found := policy.deny with input as resource(case[0], {case[1]: "hunter22"}, [[case[1]]])
		found == {{"path": [case[1]], "message": sprintf("%s is a literal", [case[1]])}}
	}
	some finding in policy.deny with input as resource("aws_ssm_parameter", {"type": "SecureString", "value": "hunter22"}, [["value"]])
	finding.path == ["value"]
}

test_violated_by_member_of_document if {
	found := policy.deny with input as version(document, [["secret_string"]])
	found == {{"path": ["secret_string", "@json", "password"], "message": `secret_string holds a literal "password"`}}
	every kind in ["vault_generic_secret", "vault_kv_secret", "vault_kv_secret_v2"] {
		some finding in policy.deny with input as resource(kind, {"path": "p", "data_json": document}, [["path"]])
		finding.path == ["data_json", "@json", "password"]
	}
}

test_violated_by_document_of_a_call if {
	with_reference := object.union(version(document, []), {"references": [{"path": ["secret_string"], "address": "aws_db_instance.db"}]})
	every subject in [version(document, []), with_reference] {
		count(policy.deny) == 1 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_value_is_not_shown if {
	every finding in policy.deny {
		not contains(json.marshal(finding), "hunter22")
	} with input as version(document, [["secret_string"]])
}

test_satisfied if {
	every subject in [
		version("hunter22", []),
		version("changeme", [["secret_string"]]),
		version("", [["secret_string"]]),
		version("arn:aws:rds:eu-west-1:123456789012:db:a", [["secret_string"]]),
		version(json.marshal({"username": "app", "host": "db.example.org"}), [["secret_string"]]),
		version(json.marshal({"password": "changeme", "token": ""}), [["secret_string"]]),
		resource("aws_secretsmanager_secret_version", {"secret_string_wo": "x"}, [["secret_id"]]),
		resource("aws_ssm_parameter", {"type": "String", "name": "a", "value": "eu-west-1"}, [["value"]]),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_parameter if {
	subject := version("put-in-later", [["secret_string"]])
	count(policy.deny) == 1 with input as subject
	count(policy.deny) == 0 with input as object.union(subject, {"parameters": {"placeholders": ["Put-In-Later"]}})
}

test_unknown_counts_as_set if {
	made := object.union(resource("aws_secretsmanager_secret_version", {}, [["secret_id"]]), {"unknown": [{"path": ["secret_string"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as made
	count(policy.undetermined) == 0 with input as made
	part := object.union(version(json.marshal({"username": "app", "password": null}), []), {"unknown": [{"path": ["secret_string", "@json", "password"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as part
}

test_sensitive_document_is_undetermined if {
	handed_in := object.union(version(document, []), {"sensitive": [["secret_string"]]})
	count(policy.deny) == 0 with input as handed_in
	policy.undetermined == {{"path": ["secret_string"], "reason": "nothing tells which of its parts are written here"}} with input as handed_in
}

test_plan_without_configuration_is_undetermined if {
	every case in [["hunter22", []], [document, []], [document, [["secret_string"]]]] {
		bare := object.union(resource("aws_secretsmanager_secret_version", {"secret_string": case[0]}, []), {"sensitive": case[1]})
		count(policy.deny) == 0 with input as bare
		policy.undetermined == {{"path": ["secret_string"], "reason": "the plan does not show how it is written"}} with input as bare
	}
}
