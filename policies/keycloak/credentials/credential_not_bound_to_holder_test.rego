package bartizan.keycloak.credential_not_bound_to_holder_test

import data.bartizan.keycloak.credential_not_bound_to_holder as policy

scope(values) := {
	"kind": "client_scope",
	"name": "residence",
	"address": "citizens/client-scope/residence",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"name": "residence", "protocol": "oid4vc"}, values),
}

attributed(attributes) := scope({"attributes": attributes})

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	policy.deny == {{
		"message": `credential "residence" is not bound to a key of its holder`,
		"path": ["attributes", "vc.binding_required"],
		"fix": [{"op": "set", "path": ["attributes", "vc.binding_required"], "value": "true", "safety": "unsafe"}],
	}} with input as attributed({"vc.binding_required": "false"})
}

test_violated_when_absent if count(policy.deny) == 1 with input as scope({})

test_violated_without_methods if {
	some finding in policy.deny with input as attributed({"vc.binding_required": "true", "vc.cryptographic_binding_methods_supported": ""})
	finding.path == ["attributes", "vc.cryptographic_binding_methods_supported"]
}

test_satisfied if {
	count(policy.deny) == 0 with input as attributed({"vc.binding_required": "true"})
	count(policy.deny) == 0 with input as attributed({"vc.binding_required": "true", "vc.cryptographic_binding_methods_supported": "jwk"})
}

test_unknown_attribute_is_undetermined if {
	resource := unknown_at(attributed(object.remove({"vc.binding_required": "false"}, ["vc.binding_required"])), ["attributes", "vc.binding_required"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes", "vc.binding_required"]} with input as resource
}

test_unknown_protocol_is_undetermined if {
	resource := unknown_at(object.remove(attributed({"vc.binding_required": "false"}), ["values"]), ["protocol"])
	judged := object.union(resource, {"values": {"name": "residence", "attributes": {"vc.binding_required": "false"}}})
	count(policy.deny) == 0 with input as judged
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as judged
}

test_placeholder_is_undetermined if {
	resource := attributed({"vc.binding_required": "$(env:SETTING)"})
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes", "vc.binding_required"]} with input as resource
}

test_only_credentials if {
	count(policy.deny) == 0 with input as object.union(attributed({"vc.binding_required": "false"}), {"values": {"protocol": "openid-connect"}})
}
