package bartizan.keycloak.audience_missing_test

import data.bartizan.keycloak.audience_missing as policy

realm := {"kind": "realm", "name": "citizens", "address": "citizens", "version": null, "actions": [], "unknown": [], "values": {"realm": "citizens"}}

client(values) := {
	"kind": "client",
	"name": "api",
	"address": "citizens/client/api",
	"version": null,
	"actions": [],
	"unknown": [],
	"values": object.union({"clientId": "api"}, values),
}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

unit(resources) := {"complete": true, "resources": resources}

open_at(unit_input) := {entry.path | some entry in policy.undetermined with input as unit_input}

mapper(config) := {"name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": config}

to_tokens := {"included.custom.audience": "registry", "access.token.claim": "true"}

scope(name, mappers) := {"kind": "client_scope", "name": name, "address": concat("", ["citizens/client-scope/", name]), "unknown": [], "values": {"name": name, "protocolMappers": mappers}}

test_violated if {
	policy.deny == {{
		"message": `tokens of client "api" name no audience`,
		"resource": "citizens/client/api",
		"path": ["protocolMappers"],
	}} with input as unit([realm, client({})])
	count(policy.deny) == 1 with input as unit([realm, client({"protocolMappers": [mapper({"included.custom.audience": "registry", "id.token.claim": "true"})]})])
	count(policy.deny) == 1 with input as unit([realm, client({"defaultClientScopes": ["roles", "profile"]})])
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([realm, client({"protocolMappers": [mapper(to_tokens)]})])
	count(policy.deny) == 0 with input as unit([realm, scope("registry", [mapper(to_tokens)]), client({"defaultClientScopes": ["registry"]})])
	count(policy.deny) == 0 with input as unit([realm, client({"standardFlowEnabled": false})])
	hardcoded := {"name": "a", "protocolMapper": "oidc-hardcoded-claim-mapper", "config": {"claim.name": "aud", "access.token.claim": "true"}}
	count(policy.deny) == 0 with input as unit([realm, client({"protocolMappers": [hardcoded]})])
}

test_scopes_of_the_realm if {
	by_default := object.union(realm, {"values": {"defaultDefaultClientScopes": ["registry"]}})
	count(policy.deny) == 0 with input as unit([by_default, scope("registry", [mapper(to_tokens)]), client({})])
	count(policy.deny) == 1 with input as unit([by_default, scope("registry", []), client({})])
}

test_unknown_is_undetermined if {
	every path in [["protocolMappers"], ["defaultClientScopes"], ["enabled"], ["bearerOnly"], ["protocol"], ["standardFlowEnabled"], ["serviceAccountsEnabled"]] {
		found := unit([realm, unknown_at(client({}), path)])
		count(policy.deny) == 0 with input as found
		open_at(found) == {path}
	}
	elsewhere := unit([realm, client({"defaultClientScopes": ["registry"]})])
	count(policy.deny) == 0 with input as elsewhere
	open_at(elsewhere) == {["defaultClientScopes"]}
	assigned := {"complete": false, "resources": [realm, client({})]}
	count(policy.deny) == 0 with input as assigned
	open_at(assigned) == {["defaultClientScopes"]}
	hidden := unit([realm, unknown_at(scope("registry", []), ["protocolMappers"]), client({"defaultClientScopes": ["registry"]})])
	count(policy.deny) == 0 with input as hidden
	open_at(hidden) == {["defaultClientScopes"]}
}
