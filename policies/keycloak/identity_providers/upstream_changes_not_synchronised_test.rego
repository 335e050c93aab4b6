package bartizan.keycloak.upstream_changes_not_synchronised_test

import data.bartizan.keycloak.upstream_changes_not_synchronised as policy

resource(kind, name, values) := {
	"kind": kind,
	"name": name,
	"address": concat("/", ["citizens", kind, name]),
	"version": null,
	"actions": [],
	"unknown": [],
	"values": values,
}

unknown_at(found, path) := object.union(found, {"unknown": [{"path": path, "reason": "known after apply"}]})

idp(config) := resource("identity_provider", "national-id", {"alias": "national-id", "config": config})

realm(mappers) := resource("realm", "citizens", {"realm": "citizens", "identityProviderMappers": mappers})

mapper(config) := {"name": "role", "identityProviderAlias": "national-id", "identityProviderMapper": "oidc-role-idp-mapper", "config": config}

unit(resources) := {"complete": true, "resources": resources}

open_at(input_value) := {entry.path | some entry in policy.undetermined with input as input_value}

test_violated_by_the_default if {
	policy.deny == {{
		"message": `identity provider "national-id" has mappers, and its sync mode is LEGACY`,
		"resource": "citizens/identity_provider/national-id",
		"path": ["config", "syncMode"],
		"fix": [{"op": "set", "path": ["config", "syncMode"], "value": "FORCE", "safety": "unsafe"}],
	}} with input as unit([realm([mapper({})]), idp({})])
	{finding.message | some finding in policy.deny} == {`identity provider "national-id" has mappers, and its sync mode is IMPORT`} with input as unit([realm([mapper({"syncMode": "INHERIT"})]), idp({"syncMode": "IMPORT"})])
}

test_violated_by_a_mapper if {
	some finding in policy.deny with input as unit([realm([mapper({"syncMode": "IMPORT"})]), idp({"syncMode": "FORCE"})])
	finding.resource == "citizens/realm/citizens"
	finding.path == ["identityProviderMappers", 0, "config", "syncMode"]
	finding.message == `mapper "role" of identity provider "national-id" does not follow later changes: its sync mode is IMPORT`
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([realm([mapper({})]), idp({"syncMode": "FORCE"})])
	count(policy.deny) == 0 with input as unit([realm([mapper({"syncMode": "FORCE"})]), idp({"syncMode": "IMPORT"})])
	count(policy.deny) == 0 with input as unit([realm([]), idp({})])
	count(policy.deny) == 0 with input as unit([realm([object.union(mapper({}), {"identityProviderAlias": "other"})]), idp({})])
}

test_unknown_is_undetermined if {
	every path in [["config", "syncMode"], ["enabled"]] {
		found := unit([realm([mapper({})]), unknown_at(idp({}), path)])
		count(policy.deny) == 0 with input as found
		open_at(found) == {path}
	}
	every path in [["identityProviderMappers"], ["identityProviderMappers", 0, "identityProviderAlias"]] {
		hidden := unit([unknown_at(realm([]), path), idp({})])
		count(policy.deny) == 0 with input as hidden
		open_at(hidden) == {["config", "syncMode"]}
	}
	fragment := {"complete": false, "resources": [idp({})]}
	count(policy.deny) == 0 with input as fragment
	open_at(fragment) == {["config", "syncMode"]}
	own := unit([unknown_at(realm([mapper({})]), ["identityProviderMappers", 0, "config", "syncMode"]), idp({})])
	count(policy.deny) == 0 with input as own
	open_at(own) == {["identityProviderMappers", 0, "config", "syncMode"]}
}
