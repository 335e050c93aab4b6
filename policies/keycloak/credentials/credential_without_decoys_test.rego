package bartizan.keycloak.credential_without_decoys_test

import data.bartizan.keycloak.credential_without_decoys as policy

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
		"message": `credential "residence" hides its claims among no decoy digests`,
		"path": ["attributes", "vc.sd_jwt.number_of_decoys"],
		"fix": [{"op": "set", "path": ["attributes", "vc.sd_jwt.number_of_decoys"], "value": "10", "safety": "safe"}],
	}} with input as attributed({"vc.sd_jwt.number_of_decoys": "0"})
}

test_satisfied if {
	every attributes in [{}, {"vc.sd_jwt.number_of_decoys": "1"}, {"vc.sd_jwt.number_of_decoys": "10"}] {
		count(policy.deny) == 0 with input as attributed(attributes)
		count(policy.undetermined) == 0 with input as attributed(attributes)
	}
}

test_only_sd_jwt_credentials if {
	count(policy.deny) == 0 with input as attributed({"vc.format": "mso_mdoc", "vc.sd_jwt.number_of_decoys": "0"})
	count(policy.deny) == 0 with input as scope({"protocol": "openid-connect", "attributes": {"vc.sd_jwt.number_of_decoys": "0"}})
}

test_unknown_is_undetermined if {
	every path in [["protocol"], ["attributes", "vc.format"], ["attributes", "vc.sd_jwt.number_of_decoys"]] {
		resource := unknown_at(attributed({"vc.sd_jwt.number_of_decoys": "0"}), path)
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
}

test_placeholder_is_undetermined if {
	resource := attributed({"vc.sd_jwt.number_of_decoys": "$(env:DECOYS)"})
	count(policy.deny) == 0 with input as resource
	count(policy.undetermined) == 1 with input as resource
}
