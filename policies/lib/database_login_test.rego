package bartizan.lib.database_login_test

import data.bartizan.lib.database_login

database(values) := {"kind": "aws_db_instance", "address": "aws_db_instance.d", "values": values}

test_password if {
	database_login.has_password(database({"password": "x"})) with input as {"resources": []}
	database_login.has_password(object.union(database({}), {"unknown": [{"path": ["password"], "reason": "r"}]})) with input as {"resources": []}
	not database_login.has_password(database({})) with input as {"resources": []}
}

test_identities if {
	database_login.identities(database({"iam_database_authentication_enabled": "true"}))
	not database_login.identities(database({"iam_database_authentication_enabled": false})) with input as {"resources": []}
}

test_open_questions if {
	unsure := object.union(database({}), {"unknown": [{"path": ["manage_master_user_password"], "reason": "r"}, {"path": ["arn"], "reason": "r"}]})
	database_login.open_questions(unsure) == {["manage_master_user_password"]: "r"}
}
