package bartizan.lib.vault_test

import data.bartizan.lib.vault

text := `# path "commented/*" { capabilities = ["read"] }
path "secret/data/app" {
  capabilities = ["read", "list"]
}
  path "kv/*" {
  capabilities = [
    "create",
    "update",
  ]
  allowed_parameters = { "a" = [] }
}
path "old/*" {
  policy = "write"
}
`

test_rules_of_hcl if {
	{rule.path: rule.capabilities | some rule in vault.rules(text)} == {
		"secret/data/app": {"read", "list"},
		"kv/*": {"create", "update"},
		"old/*": {"create", "read", "update", "delete", "list"},
	}
	place := vault.rules(text)[0].place
	startswith(substring(text, place[0], place[1] - place[0]), `path "secret/data/app" {`)
	endswith(substring(text, place[0], place[1] - place[0]), "}")
}

test_rules_of_json if {
	rules := vault.rules(json.marshal({"path": {"secret/*": {"capabilities": ["read"]}}}))
	rules[0].path == "secret/*"
	rules[0].capabilities == {"read"}
}

test_seconds if {
	vault.seconds(3600) == 3600
	vault.seconds("3600") == 3600
	vault.seconds("1h30m") == 5400
	vault.seconds("2d") == 172800
	not vault.seconds("soon")
}
