package bartizan.keycloak.credential_without_key_attestation_test

import data.bartizan.keycloak.credential_without_key_attestation as policy

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

marked := attributed({"classification": "Restricted"})

test_violated if {
	policy.deny == {{
		"message": `credential "residence" of high assurance is issued to keys without attestation`,
		"path": ["attributes", "vc.key_attestations_required"],
		"fix": [{"op": "set", "path": ["attributes", "vc.key_attestations_required"], "value": "true", "safety": "unsafe"}],
	}} with input as marked
	count(policy.deny) == 1 with input as attributed({"data-classification": "secret", "vc.key_attestations_required": "false"})
	count(policy.deny) == 1 with input as object.union(attributed({}), {"parameters": {"credentials": ["residence"]}})
}

test_satisfied if {
	count(policy.deny) == 0 with input as attributed({"classification": "restricted", "vc.key_attestations_required": "true"})
	count(policy.deny) == 0 with input as attributed({})
	count(policy.deny) == 0 with input as attributed({"classification": "public"})
	count(policy.undetermined) == 0 with input as attributed({})
}

test_parameters if {
	resource := attributed({"assurance": "top"})
	count(policy.deny) == 1 with input as object.union(resource, {"parameters": {"classification_attributes": ["assurance"], "restricted_levels": ["top"]}})
	count(policy.deny) == 0 with input as resource
}

test_unknown_is_undetermined if {
	every path in [["protocol"], ["attributes", "vc.key_attestations_required"]] {
		resource := unknown_at(marked, path)
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
	unclassified := unknown_at(attributed({}), ["attributes", "classification"])
	count(policy.deny) == 0 with input as unclassified
	{entry.path | some entry in policy.undetermined} == {["attributes", "classification"]} with input as unclassified
}
