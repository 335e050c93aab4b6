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

role(values) := {"kind": "vault_jwt_auth_backend_role", "address": "vault_jwt_auth_backend_role.r", "values": values}

mount(tune) := {"kind": "vault_jwt_auth_backend", "address": "vault_jwt_auth_backend.m", "values": {"path": "gitlab", "tune": tune}}

test_own_lifetime if {
	vault.own_ttl(role({"token_ttl": 60, "ttl": 90})) == 60
	vault.own_ttl(role({"token_ttl": 0, "ttl": "90"})) == 90
	not vault.own_ttl(role({}))
}

test_lifetime_of_the_mount if {
	vault.mount_ttl(role({"backend": "gitlab"})) == 3600 with input as {"resources": [mount([{"default_lease_ttl": "1h"}])]}
	vault.mount_ttl(role({"backend": "gitlab"})) == 2764800 with input as {"resources": [mount([])]}
	not vault.mount_ttl(role({"backend": "other"})) with input as {"resources": [mount([])]}
}
