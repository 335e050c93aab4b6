package bartizan.keycloak.self_edited_attribute_in_token_test

import data.bartizan.keycloak.self_edited_attribute_in_token as policy

unit(resources) := {"platform": "keycloak", "complete": true, "resources": resources}

realm(values) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"version": null,
	"unknown": [],
	"values": object.union({"realm": "citizens"}, values),
}

mapped(attribute) := {
	"kind": "client",
	"name": "portal",
	"address": "citizens/client/portal",
	"version": null,
	"unknown": [],
	"values": {"clientId": "portal", "protocolMappers": [{
		"protocolMapper": "oidc-usermodel-attribute-mapper",
		"config": {"user.attribute": attribute},
	}]},
}

in_scope(attribute) := object.union(
	object.remove(mapped(attribute), ["values"]),
	{"kind": "client_scope", "name": "staff", "address": "citizens/client-scope/staff", "values": {
		"name": "staff",
		"protocolMappers": mapped(attribute).values.protocolMappers,
	}},
)

profile(attribute, edit, unmanaged) := {"components": {"org.keycloak.userprofile.UserProfileProvider": [{
	"providerId": "declarative-user-profile",
	"config": {"kc.user.profile.config": [json.marshal(object.union(
		{"attributes": [{"name": attribute, "permissions": {"view": ["admin", "user"], "edit": edit}}]},
		unmanaged,
	))]},
}]}}

path := ["protocolMappers", 0, "config", "user.attribute"]

found(resources) := {[finding.resource, finding.path] | some finding in policy.deny with input as unit(resources)}

test_violated_by_permission if {
	policy.deny == {{
		"message": `client "portal" puts attribute "clearance" into tokens, and users may edit it themselves`,
		"resource": "citizens/client/portal",
		"path": path,
		"key": "clearance",
		"related": [{
			"path": ["components", "org.keycloak.userprofile.UserProfileProvider"],
			"resource": "citizens",
			"message": "the user profile",
		}],
	}} with input as unit([mapped("clearance"), realm(profile("clearance", ["admin", "user"], {}))])
}

test_violated_by_unmanaged_attributes if {
	given := [in_scope("clearance"), realm(profile("username", ["admin"], {"unmanagedAttributePolicy": "ENABLED"}))]
	found(given) == {["citizens/client-scope/staff", path]}
}

test_satisfied if {
	found([mapped("clearance"), realm(profile("clearance", ["admin"], {"unmanagedAttributePolicy": "ENABLED"}))]) == set()
	found([mapped("clearance"), realm(profile("username", ["user"], {"unmanagedAttributePolicy": "ADMIN_EDIT"}))]) == set()
	found([mapped("clearance"), realm(profile("username", ["user"], {}))]) == set()
}

test_descriptive_attributes if {
	found([mapped("nickname"), realm(profile("nickname", ["user"], {}))]) == set()
	given := unit([mapped("clearance"), realm(profile("clearance", ["user"], {}))])
	count(policy.deny) == 0 with input as object.union(given, {"parameters": {"descriptive_attributes": ["clearance"]}})
}

test_default_by_version if {
	found([mapped("clearance"), realm({})]) == set()
	found([mapped("clearance"), object.union(realm({}), {"version": "24.0.5"})]) == set()
	found([mapped("clearance"), object.union(realm({}), {"version": "21.1.2"})]) != set()
	found([mapped("clearance"), object.union(realm({"attributes": {"userProfileEnabled": "true"}}), {"version": "21.1.2"})]) == set()
}

test_disabled_client if {
	disabled := object.union(mapped("clearance"), {"values": {"enabled": false}})
	found([disabled, realm(profile("clearance", ["user"], {}))]) == set()
}

test_unknown_profile_is_undetermined if {
	unknown := {"path": ["components"], "reason": "known after apply"}
	given := unit([mapped("clearance"), object.union(realm({}), {"unknown": [unknown]})])
	count(policy.deny) == 0 with input as given
	policy.undetermined == {object.union(unknown, {"resource": "citizens"})} with input as given
}

test_unknown_mapper_is_undetermined if {
	unknown := {"path": ["protocolMappers"], "reason": "known after apply"}
	client := object.union(object.remove(mapped("x"), ["values"]), {"values": {"clientId": "portal"}, "unknown": [unknown]})
	given := unit([client, realm(profile("clearance", ["user"], {}))])
	count(policy.deny) == 0 with input as given
	policy.undetermined == {object.union(unknown, {"resource": "citizens/client/portal"})} with input as given
}

test_unknown_client_is_undetermined if {
	unknown := {"path": ["enabled"], "reason": "known after apply"}
	given := unit([object.union(mapped("clearance"), {"unknown": [unknown]}), realm(profile("clearance", ["user"], {}))])
	count(policy.deny) == 0 with input as given
	policy.undetermined == {object.union(unknown, {"resource": "citizens/client/portal"})} with input as given
}
