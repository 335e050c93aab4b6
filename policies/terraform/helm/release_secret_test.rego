package bartizan.terraform.release_secret_test

import data.bartizan.terraform.release_secret as policy

release(values, literals) := {"kind": "helm_release", "values": values, "unknown": [], "literals": literals, "references": []}

# Of a form of its own, so that no scanner takes this file for a leak.
word := concat("", ["hunter2", "hunter2"])

set_of(name, value) := {"set": [{"name": "replicas", "value": "2"}, {"name": name, "value": value}]}

test_violated_by_set if {
	policy.deny == {{
		"path": ["set", 1, "value"],
		"message": `value "auth.rootPassword" holds a literal secret`,
		"key": "auth.rootPassword",
	}} with input as release(set_of("auth.rootPassword", word), [["set", 1, "value"]])
	count(policy.deny) == 1 with input as release(set_of(`annotations.example\.org/token`, word), [["set"]])
}

test_violated_by_values if {
	text := yaml.marshal({"auth": {"password": word}, "env": [{"name": "API_TOKEN", "value": word}]})
	paths := {finding.path | some finding in policy.deny} with input as release({"values": [text]}, [["values"]])
	paths == {["values", 0, "@yaml", "auth", "password"], ["values", 0, "@yaml", "env", 0, "value"]}
	some finding in policy.deny with input as release({"values": [yaml.marshal({"auth": {"password": word}})]}, [["values", 0]])
	finding.message == `value "auth.password" holds a literal secret`
}

test_value_is_not_shown if {
	every finding in policy.deny {
		not contains(json.marshal(finding), word)
	} with input as release(object.union(set_of("password", word), {"values": [yaml.marshal({"token": word})]}), [["set"], ["values"]])
}

test_satisfied if {
	every subject in [
		release(set_of("auth.existingSecret", "redis-auth"), [["set"]]),
		release(set_of("service.type", "ClusterIP"), [["set"]]),
		release(set_of("auth.enabled", "true"), [["set"]]),
		release({"set_sensitive": [{"name": "password", "value": word}]}, [["set_sensitive"]]),
		release({"values": ["replicas: 2\nauth:\n  existingSecret: redis-auth\n"]}, [["values"]]),
		release({"values": [": not yaml: ["]}, [["values"]]),
		release({}, [["chart"]]),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_reference_and_variable_are_satisfied if {
	referred := object.union(release(set_of("password", word), [["chart"]]), {"references": [{"path": ["set", 1, "value"], "address": "random_password.p"}]})
	count(policy.deny) == 0 with input as referred
	count(policy.deny) == 0 with input as release(set_of("password", word), [["chart"]])
	handed := object.union(release({"values": [yaml.marshal({"password": word})]}, [["chart"]]), {"sensitive": [["values"]]})
	count(policy.deny) == 0 with input as handed
}

test_unwritten_configuration_is_undetermined if {
	bare := release(set_of("password", word), [])
	count(policy.deny) == 0 with input as bare
	policy.undetermined == {{"path": ["set", 1, "value"], "reason": "the plan does not show how it is written"}} with input as bare
}

test_unknown_is_undetermined if {
	every path in [["set"], ["set", 0], ["set", 0, "name"], ["set", 0, "value"], ["values"], ["values", 0]] {
		unsure := {"kind": "helm_release", "values": {"set": [{"name": "password"}]}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_value_that_is_no_secret_does_not_matter if {
	sure := {"kind": "helm_release", "values": {"set": [{"name": "host"}]}, "unknown": [{"path": ["set", 0, "value"], "reason": "known after apply"}]}
	count(policy.undetermined) == 0 with input as sure
	made := {"kind": "helm_release", "values": {"set": [{"name": "password"}]}, "unknown": [{"path": ["set", 0, "value"], "reason": "known after apply"}], "references": [{"path": ["set", 0, "value"], "address": "random_password.p"}]}
	count(policy.undetermined) == 0 with input as made
	handed := object.union(object.remove(made, ["references"]), {"sensitive": [["set", 0, "value"]]})
	count(policy.undetermined) == 0 with input as handed
}
