package bartizan.keycloak.credential_claims_beyond_list_test

import data.bartizan.keycloak.credential_claims_beyond_list as policy

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

mapper(claim) := {"protocolMapper": "oid4vc-user-attribute-mapper", "config": {"claim.name": claim}}

carrying(claims) := scope({"protocolMappers": [mapper(claim) | some claim in claims]})

listing(resource, claims) := object.union(resource, {"parameters": {"allowed_claims": {"residence": claims}}})

test_violated if {
	policy.deny == {{
		"message": `credential "residence" carries the claim "birthdate", which is not on its list`,
		"path": ["protocolMappers", 1, "config", "claim.name"],
	}} with input as listing(carrying(["family_name", "birthdate"]), ["family_name"])
}

test_satisfied if {
	count(policy.deny) == 0 with input as listing(carrying(["family_name", "id", "address.locality"]), ["family_name", "address"])
	count(policy.undetermined) == 0 with input as listing(carrying(["family_name"]), ["family_name"])
	static := scope({"protocolMappers": [{"protocolMapper": "oid4vc-static-claim-mapper", "config": {"claim.name": "office"}}]})
	count(policy.deny) == 0 with input as listing(static, [])
}

test_without_a_list_is_undetermined if {
	count(policy.deny) == 0 with input as carrying(["family_name"])
	policy.undetermined == {{"path": ["protocolMappers"], "reason": "no list says which claims this credential may carry"}} with input as carrying(["family_name"])
	count(policy.undetermined) == 0 with input as carrying(["id"])
}

test_only_credentials if {
	count(policy.deny) == 0 with input as listing(object.union(carrying(["birthdate"]), {"values": {"protocol": "openid-connect"}}), [])
}

test_other_technical_claims if {
	resource := object.union(carrying(["serial"]), {"parameters": {"allowed_claims": {"residence": []}, "technical_claims": ["serial"]}})
	count(policy.deny) == 0 with input as resource
}

test_unknown_is_undetermined if {
	every path in [["protocol"], ["protocolMappers"], ["protocolMappers", 0, "config"]] {
		resource := unknown_at(listing(carrying(["birthdate"]), []), path)
		count(policy.deny) == 0 with input as resource
		path in {entry.path | some entry in policy.undetermined} with input as resource
	}
}

test_placeholder_is_undetermined if {
	resource := listing(carrying(["$(env:CLAIM)"]), [])
	count(policy.deny) == 0 with input as resource
	count(policy.undetermined) == 1 with input as resource
}
