package bartizan.keycloak.credential_not_selective_test

import data.bartizan.keycloak.credential_not_selective as policy

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
	every format in ["jwt_vc", "jwt_vc_json", "ldp_vc"] {
		{finding.path | some finding in policy.deny} == {["attributes", "vc.format"]} with input as attributed({"vc.format": format})
	}
	some finding in policy.deny with input as attributed({"vc.format": "jwt_vc"})
	finding.message == `credential "residence" has format "jwt_vc", which is shown whole or not at all`
}

test_satisfied if {
	every format in ["dc+sd-jwt", "vc+sd-jwt", "mso_mdoc"] {
		count(policy.deny) == 0 with input as attributed({"vc.format": format})
	}
}

test_satisfied_by_the_default if count(policy.deny) == 0 with input as scope({})

test_unknown_attribute_is_undetermined if {
	resource := unknown_at(attributed(object.remove({"vc.format": "jwt_vc"}, ["vc.format"])), ["attributes", "vc.format"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes", "vc.format"]} with input as resource
}

test_unknown_protocol_is_undetermined if {
	resource := unknown_at(object.remove(attributed({"vc.format": "jwt_vc"}), ["values"]), ["protocol"])
	judged := object.union(resource, {"values": {"name": "residence", "attributes": {"vc.format": "jwt_vc"}}})
	count(policy.deny) == 0 with input as judged
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as judged
}

test_placeholder_is_undetermined if {
	resource := attributed({"vc.format": "$(env:SETTING)"})
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes", "vc.format"]} with input as resource
}

test_only_credentials if {
	count(policy.deny) == 0 with input as object.union(attributed({"vc.format": "jwt_vc"}), {"values": {"protocol": "openid-connect"}})
}
