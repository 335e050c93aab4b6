package bartizan.keycloak.disclosure_hash_weak_test

import data.bartizan.keycloak.disclosure_hash_weak as policy

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

hashed(algorithm) := attributed({"vc.credential_build_config.hash_algorithm": algorithm})

test_violated if {
	every algorithm in ["sha-1", "SHA-1", "md5", "sha-256-32"] {
		{finding.path | some finding in policy.deny} == {["attributes", "vc.credential_build_config.hash_algorithm"]} with input as hashed(algorithm)
	}
	some finding in policy.deny with input as hashed("SHA-1")
	finding.message == `credential "residence" hashes its disclosures with "SHA-1"`
	finding.fix[0].value == "sha-256"
}

test_satisfied if {
	every algorithm in ["sha-256", "SHA-256", "SHA-384", "sha-512", "SHA256", "sha3-256"] {
		count(policy.deny) == 0 with input as hashed(algorithm)
		count(policy.undetermined) == 0 with input as hashed(algorithm)
	}
}

test_satisfied_by_the_default if count(policy.deny) == 0 with input as attributed({})

test_only_sd_jwt_credentials if {
	count(policy.deny) == 0 with input as attributed({"vc.format": "jwt_vc", "vc.credential_build_config.hash_algorithm": "sha-1"})
}

test_unknown_is_undetermined if {
	every path in [["protocol"], ["attributes", "vc.format"], ["attributes", "vc.credential_build_config.hash_algorithm"]] {
		resource := unknown_at(hashed("sha-1"), path)
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
}
