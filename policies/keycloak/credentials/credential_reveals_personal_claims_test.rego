package bartizan.keycloak.credential_reveals_personal_claims_test

import data.bartizan.keycloak.credential_reveals_personal_claims as policy

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

visible(claims) := attributed({"vc.credential_build_config.sd_jwt.visible_claims": claims})

test_violated if {
	policy.deny == {{
		"message": `credential "residence" shows family_name, birthdate to every verifier`,
		"path": ["attributes", "vc.credential_build_config.sd_jwt.visible_claims"],
		"fix": [{
			"op": "set",
			"path": ["attributes", "vc.credential_build_config.sd_jwt.visible_claims"],
			"value": "id,iat",
			"safety": "unsafe",
		}],
	}} with input as visible("id, family_name,iat,birthdate")
}

test_satisfied if count(policy.deny) == 0 with input as visible("iss,iat,nbf,exp,cnf,vct,status")

test_satisfied_by_the_default if count(policy.deny) == 0 with input as scope({})

test_other_formats_have_no_visible_claims if {
	count(policy.deny) == 0 with input as attributed({
		"vc.format": "mso_mdoc",
		"vc.credential_build_config.sd_jwt.visible_claims": "family_name",
	})
}

test_technical_claims_are_a_parameter if {
	resource := visible("id,sub")
	count(policy.deny) == 0 with input as resource
	count(policy.deny) == 1 with input as object.union(resource, {"parameters": {"technical_claims": ["id"]}})
}

test_unknown_format_is_undetermined if {
	resource := unknown_at(visible("family_name"), ["attributes", "vc.format"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes", "vc.format"]} with input as resource
}

test_unknown_attribute_is_undetermined if {
	resource := unknown_at(attributed(object.remove({"vc.credential_build_config.sd_jwt.visible_claims": "family_name"}, ["vc.credential_build_config.sd_jwt.visible_claims"])), ["attributes", "vc.credential_build_config.sd_jwt.visible_claims"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes", "vc.credential_build_config.sd_jwt.visible_claims"]} with input as resource
}

test_unknown_protocol_is_undetermined if {
	resource := unknown_at(object.remove(attributed({"vc.credential_build_config.sd_jwt.visible_claims": "family_name"}), ["values"]), ["protocol"])
	judged := object.union(resource, {"values": {"name": "residence", "attributes": {"vc.credential_build_config.sd_jwt.visible_claims": "family_name"}}})
	count(policy.deny) == 0 with input as judged
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as judged
}

test_placeholder_is_undetermined if {
	resource := attributed({"vc.credential_build_config.sd_jwt.visible_claims": "$(env:SETTING)"})
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes", "vc.credential_build_config.sd_jwt.visible_claims"]} with input as resource
}

test_only_credentials if {
	count(policy.deny) == 0 with input as object.union(attributed({"vc.credential_build_config.sd_jwt.visible_claims": "family_name"}), {"values": {"protocol": "openid-connect"}})
}
