package bartizan.kubernetes.literal_secret_in_env_test

import data.bartizan.kubernetes.literal_secret_in_env as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

cron_job(pod) := {"kind": "CronJob", "name": "report", "values": {"spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

env := array.concat(containers, [0, "env"])

with_variable(variable) := deployment({"containers": [{"name": "web", "env": [{"name": "MODE", "value": "a"}, variable]}]})

test_violated if {
	every name in ["DB_PASSWORD", "apiKey", "PGPASSWORD", "CLIENT_SECRET", "GITHUB_TOKEN", "DB_PASSWORD_PROD", "PASSWORD2"] {
		some finding in policy.deny with input as with_variable({"name": name, "value": "hunter2"})
		finding.path == array.concat(env, [1, "value"])
		finding.message == sprintf(`container "web" has a literal secret in environment variable %q`, [name])
	}
}

test_fix_mends if {
	given := with_variable({"name": "DB_PASSWORD", "value": "hunter2"})
	some finding in policy.deny with input as given
	[step.op | some step in finding.fix] == ["remove", "set"]
	[step.path | some step in finding.fix] == [array.concat(env, [1, "value"]), array.concat(env, [1, "valueFrom"])]
	finding.fix[1].value == {"secretKeyRef": {"name": "web-secrets", "key": "DB_PASSWORD"}}
	count(policy.deny) == 0 with input as with_variable({"name": "DB_PASSWORD", "valueFrom": finding.fix[1].value})
}

test_violated_by_url_with_password if {
	count(policy.deny) == 1 with input as with_variable({"name": "DATABASE_URL", "value": "postgres://app:hunter2@db:5432/app"})
}

test_violated_in_cron_job if {
	some finding in policy.deny with input as cron_job({"containers": [{"name": "job", "env": [{"name": "TOKEN", "value": "abc"}]}]})
	finding.path == ["spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "env", 0, "value"]
}

test_violated_by_form if {
	count(policy.deny) == 1 with input as with_variable({"name": "UPLOAD", "value": "AKIAIOSFODNN7ABCDEFG"})
}

test_satisfied_by_reference if {
	reference := {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}
	count(policy.deny) == 0 with input as with_variable(reference)
	count(policy.undetermined) == 0 with input as with_variable(reference)
}

test_names_that_hold_no_secret if {
	every name in ["PASSWORD_FILE", "TOKEN_URL", "SECRET_NAME", "TLS_SECRET", "ALLOW_EMPTY_PASSWORD", "PWD", "TOKEN_TTL"] {
		count(policy.deny) == 0 with input as with_variable({"name": name, "value": "anything"})
	}
}

test_values_that_are_no_secret if {
	every value in ["", "true", "/run/secrets/db", "$(DB_PASSWORD)", "${DB_PASSWORD}", "vault:secret/data/db#password", "***", "https://idp.example.org/token"] {
		count(policy.deny) == 0 with input as with_variable({"name": "DB_PASSWORD", "value": value})
	}
}

test_url_without_password if {
	count(policy.deny) == 0 with input as with_variable({"name": "DATABASE_URL", "value": "postgres://app@db:5432/app"})
	count(policy.deny) == 0 with input as with_variable({"name": "DATABASE_URL", "value": "postgres://app:$(DB_PASSWORD)@db:5432/app"})
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web", "env": null}]})
}

test_message_holds_no_secret if {
	some finding in policy.deny with input as with_variable({"name": "DB_PASSWORD", "value": "hunter2"})
	not contains(json.marshal(finding), "hunter2")
}

test_unknown_is_undetermined if {
	every path in [array.concat(env, [1, "value"]), array.concat(env, [1]), env, containers] {
		resource := unknown(with_variable({"name": "DB_PASSWORD"}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_value_of_another_variable_is_ignored if {
	count(policy.undetermined) == 0 with input as unknown(with_variable({"name": "REGION"}), array.concat(env, [1, "value"]))
	count(policy.undetermined) == 0 with input as unknown(
		with_variable({"name": "DB_PASSWORD"}),
		array.concat(env, [1, "valueFrom", "secretKeyRef", "name"]),
	)
}
