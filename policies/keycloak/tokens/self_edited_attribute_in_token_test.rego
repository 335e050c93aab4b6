package bartizan.keycloak.self_edited_attribute_in_token_test

import data.bartizan.keycloak.self_edited_attribute_in_token as policy

realm(values) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"realm": "citizens", "enabled": true}, values),
}

profile(document) := {"components": {"org.keycloak.userprofile.UserProfileProvider": [{
	"providerId": "declarative-user-profile",
	"config": {"kc.user.profile.config": [json.marshal(document)]},
}]}}

mapped(attribute) := {"clients": [{"clientId": "portal", "protocolMappers": [{
	"protocolMapper": "oidc-usermodel-attribute-mapper",
	"config": {"user.attribute": attribute},
}]}]}

path := ["clients", 0, "protocolMappers", 0, "config", "user.attribute"]

document(attribute, edit, unmanaged) := object.union(
	{"attributes": [{"name": attribute, "permissions": {"view": ["admin", "user"], "edit": edit}}]},
	{key: value | some key, value in {"unmanagedAttributePolicy": unmanaged}; value != ""},
)

judged(attribute, edit, unmanaged) := realm(object.union(mapped("clearance"), profile(document(attribute, edit, unmanaged))))

test_violated_by_permission if {
	policy.deny == {{
		"message": `client "portal" puts attribute "clearance" into tokens, and users may edit it themselves`,
		"path": path,
		"key": "clearance",
		"related": [{"path": ["components", "org.keycloak.userprofile.UserProfileProvider", 0], "message": "the user profile"}],
	}} with input as judged("clearance", ["admin", "user"], "")
}

test_violated_by_unmanaged_attributes if {
	count(policy.deny) == 1 with input as judged("username", ["admin"], "ENABLED")
}

test_violated_in_client_scope if {
	scopes := {"clientScopes": [object.union(object.remove(mapped("clearance").clients[0], ["clientId"]), {"name": "staff"})]}
	resource := realm(object.union(scopes, profile(document("username", [], "ENABLED"))))
	some finding in policy.deny with input as resource
	finding.path == ["clientScopes", 0, "protocolMappers", 0, "config", "user.attribute"]
}

test_satisfied if {
	count(policy.deny) == 0 with input as judged("clearance", ["admin"], "ENABLED")
	count(policy.deny) == 0 with input as judged("username", ["admin", "user"], "ADMIN_EDIT")
	count(policy.deny) == 0 with input as judged("username", ["admin", "user"], "")
}

test_descriptive_attributes if {
	count(policy.deny) == 0 with input as realm(object.union(mapped("nickname"), profile(document("nickname", ["user"], ""))))
	resource := object.union(judged("clearance", ["user"], ""), {"parameters": {"descriptive_attributes": ["clearance"]}})
	count(policy.deny) == 0 with input as resource
}

test_default_by_version if {
	count(policy.deny) == 0 with input as realm(mapped("clearance"))
	count(policy.deny) == 0 with input as object.union(realm(mapped("clearance")), {"version": "24.0.5"})
	count(policy.deny) == 1 with input as object.union(realm(mapped("clearance")), {"version": "21.1.2"})
}

test_unknown_is_undetermined if {
	unknown := {"path": ["components"], "reason": "known after apply"}
	resource := object.union(realm(mapped("clearance")), {"unknown": [unknown]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {unknown} with input as resource
}
