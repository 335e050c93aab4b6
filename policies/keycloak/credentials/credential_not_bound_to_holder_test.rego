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
	some finding in policy.deny with input as attributed({"vc.binding_required": "false"})
	finding.message == `credential "residence" is not bound to a key of its holder`
	finding.path == ["attributes", "vc.binding_required"]
	finding.fix == [
		{"op": "set", "path": ["attributes", "vc.binding_required"], "value": "true", "safety": "unsafe"},
		{"op": "set", "path": ["attributes", "vc.binding_required_proof_types"], "value": "jwt", "safety": "unsafe"},
		{"op": "set", "path": ["attributes", "vc.cryptographic_binding_methods_supported"], "value": "jwk", "safety": "unsafe"},
	]
}

test_default_by_version if {
	count(policy.deny) == 1 with input as scope({})
	count(policy.deny) == 1 with input as object.union(scope({}), {"version": "26.7.2"})
	count(policy.deny) == 0 with input as object.union(scope({}), {"version": "26.4.0"})
	count(policy.deny) == 1 with input as object.union(attributed({"vc.binding_required": "false"}), {"version": "26.4.0"})
}

test_violated_without_saying_how if {
	some finding in policy.deny with input as attributed({"vc.binding_required": "true"})
	finding.path == ["attributes", "vc.binding_required_proof_types"]
}

bound := {
	"vc.binding_required": "true",
	"vc.binding_required_proof_types": "jwt",
	"vc.cryptographic_binding_methods_supported": "jwk",
}

test_violated_without_methods if {
	some finding in policy.deny with input as attributed(object.union(bound, {"vc.cryptographic_binding_methods_supported": ""}))
	finding.path == ["attributes", "vc.cryptographic_binding_methods_supported"]
}

test_satisfied if count(policy.deny) == 0 with input as attributed(bound)

test_unknown_methods_are_undetermined if {
	path := ["attributes", "vc.cryptographic_binding_methods_supported"]
	resource := unknown_at(attributed({"vc.binding_required": "true"}), path)
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {path} with input as resource
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
