package bartizan.terraform.leaked_credential_test

import data.bartizan.terraform.leaked_credential as policy

resource(values) := {"kind": "aws_lambda_function", "values": values, "unknown": [], "literals": [], "references": [], "sensitive": []}

# Assembled, so that no scanner takes this file for a leak.
credentials := {
	"a private key": concat(" ", ["-----BEGIN RSA", "PRIVATE KEY-----\nMIIE"]),
	"an AWS access key id": concat("", ["AKIA", "Q3EGWLZ7XK2M5P4R"]),
	"a GitHub token": concat("", ["ghp", "_", "0123456789abcdefghijABCDEFGHIJ012345"]),
	"a GitLab token": concat("", ["glpat", "-", "0123456789abcdefghij"]),
	"a Slack token": concat("", ["xoxb", "-", "0123456789-abcdef"]),
	"a Vault token": concat("", ["hvs", ".", "0123456789abcdefghijABCD"]),
	"a signed token (JWT)": concat(".", ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0In0", "0123456789abcdefghij"]),
}

test_violated_by_each_form if {
	every name, value in credentials {
		found := policy.deny with input as resource({"environment": [{"variables": {"KEY": value}}]})
		{[finding.path, finding.message, finding.key] | some finding in found} == {[
			["environment", 0, "variables", "KEY"],
			sprintf("environment.0.variables.KEY holds %s", [name]),
			name,
		]}
	}
}

test_place_is_that_of_the_value if {
	every _, value in credentials {
		found := policy.deny with input as resource({"description": concat("", ["über: ", value, "\n"])})
		{substring(concat("", ["über: ", value, "\n"]), place[0], place[1] - place[0]) | some place in found[_].within} == {trim_suffix(value, "\nMIIE")}
	}
}

test_every_place_is_told if {
	id := credentials["an AWS access key id"]
	found := policy.deny with input as resource({"description": concat(",", [concat("", ["AKIA", "IOSFODNN7EXAMPLE"]), id, replace(id, "Q3", "Q4"), id])})
	[count(finding.within) | some finding in found] == [2]
}

test_tag_is_told_once if {
	id := credentials["an AWS access key id"]
	{finding.path | some finding in policy.deny} == {["tags", "a"]} with input as resource({"tags": {"a": id}, "tags_all": {"a": id}})
	{finding.path | some finding in policy.deny} == {["tags_all", "a"]} with input as resource({"tags": {"a": "b"}, "tags_all": {"a": id}})
}

test_value_is_not_shown if {
	some value in credentials
	every finding in policy.deny {
		not contains(json.marshal(finding), value)
	} with input as resource({"description": value})
}

test_satisfied if {
	every value in ["", "PRIVATE KEY", concat("", ["AKIA", "IOSFODNN7EXAMPLE"]), "ghp_short", "eyJhbGciOiJIUzI1NiJ9", "through the night", "-----BEGIN PUBLIC KEY-----"] {
		count(policy.deny) == 0 with input as resource({"description": value})
	}
}

test_generated_key_is_satisfied if {
	key := credentials["a private key"]
	count(policy.deny) == 0 with input as {"kind": "tls_private_key", "values": {"private_key_pem": key}}
	made := object.union(resource({"content": key}), {"references": [{"path": ["content"], "address": "tls_private_key.k"}]})
	count(policy.deny) == 0 with input as made
}

test_sensitive_variable_is_satisfied_but_not_a_literal if {
	handed_in := object.union(resource({"content": credentials["a private key"]}), {"sensitive": [["content"]]})
	count(policy.deny) == 0 with input as handed_in
	count(policy.deny) == 1 with input as object.union(handed_in, {"literals": [["content"]]})
}

test_unknown_is_no_finding if {
	unsure := object.union(resource({}), {"unknown": [{"path": ["content"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
}

test_keys_of_services_are_satisfied if {
	every kind in ["acme_certificate", "aws_iam_access_key", "google_service_account_key"] {
		count(policy.deny) == 0 with input as {"kind": kind, "values": {"id": credentials["an AWS access key id"]}}
	}
}

test_what_an_output_takes_from_a_resource_is_told_of_that if {
	every form in ["a GitHub token", "a Vault token"] {
		output := object.union(resource({"value": credentials[form]}), {"kind": "output"})
		count(policy.deny) == 1 with input as output
		referring := object.union(output, {"references": [{"path": ["value"], "address": "terraform_data.a"}]})
		count(policy.deny) == 0 with input as referring
	}
}
