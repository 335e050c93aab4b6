package bartizan.keycloak.credential_key_unsuited_test

import data.bartizan.keycloak.credential_key_unsuited as policy

realm(values) := {"kind": "realm", "name": "citizens", "address": "citizens", "unknown": [], "values": object.union({"realm": "citizens"}, values)}

scope(attributes) := {"kind": "client_scope", "name": "residence", "address": "citizens/client-scope/residence", "unknown": [], "values": {"name": "residence", "protocol": "oid4vc", "attributes": attributes}}

provider(id, kid) := {"components": {"org.keycloak.keys.KeyProvider": [{"providerId": id, "config": {"kid": [kid]}}]}}

good := {"vc.credential_signing_alg": "ES256", "vc.signing_key_id": "vc"}

unit(resources) := {"complete": true, "resources": resources}

found(resources) := {finding.path[1] | some finding in policy.deny with input as unit(resources)}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_by_algorithm if {
	every alg in ["HS256", "none", "RS1", "HS512"] {
		found([realm({}), scope(object.union(good, {"vc.credential_signing_alg": alg}))]) == {"vc.credential_signing_alg"}
	}
	some finding in policy.deny with input as unit([scope(object.union(good, {"vc.credential_signing_alg": "HS256"}))])
	finding.message == `credential "residence" is signed with "HS256"`
	finding.resource == "citizens/client-scope/residence"
}

test_violated_by_the_login_key if {
	found([realm({}), scope({})]) == {"vc.signing_key_id"}
	found([realm({}), scope({"vc.credential_signing_alg": "RS256"})]) == {"vc.signing_key_id"}
	found([realm({"defaultSignatureAlgorithm": "ES256"}), scope({"vc.credential_signing_alg": "ES256"})]) == {"vc.signing_key_id"}
}

test_violated_by_a_generated_key if {
	some finding in policy.deny with input as unit([realm(provider("ecdsa-generated", "vc")), scope(good)])
	finding.path == ["attributes", "vc.signing_key_id"]
	finding.related == [{"resource": "citizens", "path": ["components", "org.keycloak.keys.KeyProvider", 0], "message": "the key"}]
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([realm(provider("java-keystore", "vc")), scope(good)])
	count(policy.deny) == 0 with input as unit([realm(provider("ecdsa-generated", "other")), scope(good)])
	count(policy.deny) == 0 with input as unit([realm({}), scope({"vc.credential_signing_alg": "ES256"})])
	count(policy.undetermined) == 0 with input as unit([realm({}), scope(good)])
}

test_only_credentials if {
	other := object.union(scope({"vc.credential_signing_alg": "HS256"}), {"values": {"protocol": "openid-connect"}})
	found([realm({}), other]) == set()
}

test_unknown_is_undetermined if {
	every path in [["protocol"], ["attributes"]] {
		given := unit([realm({}), unknown_at(object.union(scope({}), {"values": {"protocol": "oid4vc"}}), path)])
		count(policy.deny) == 0 with input as given
		path in {entry.path | some entry in policy.undetermined} with input as given
	}
	every path in [["attributes", "vc.credential_signing_alg"], ["attributes", "vc.signing_key_id"]] {
		given := unit([realm({}), unknown_at(scope({}), path)])
		count(policy.deny) == 0 with input as given
		path in {entry.path | some entry in policy.undetermined} with input as given
	}
	every case in [[["defaultSignatureAlgorithm"], scope({})], [["components"], scope(good)]] {
		given := unit([unknown_at(realm({}), case[0]), case[1]])
		count(policy.deny) == 0 with input as given
		case[0] in {entry.path | some entry in policy.undetermined} with input as given
	}
}
