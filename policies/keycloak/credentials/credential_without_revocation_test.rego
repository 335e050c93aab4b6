package bartizan.keycloak.credential_without_revocation_test

import data.bartizan.keycloak.credential_without_revocation as policy

unit(resources) := {"platform": "keycloak", "complete": true, "resources": resources}

realm(attributes) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"unknown": [],
	"values": {"realm": "citizens", "attributes": attributes},
}

scope(values) := {
	"kind": "client_scope",
	"name": "residence",
	"address": "citizens/client-scope/residence",
	"unknown": [],
	"values": object.union({"name": "residence", "protocol": "oid4vc"}, values),
}

status := {"protocolMapper": "oid4vc-status-list-claim-mapper", "config": {}}

enabled := realm({"status-list-enabled": "true"})

visible(claims) := {"attributes": {"vc.credential_build_config.sd_jwt.visible_claims": claims}}

found(resources) := {[finding.resource, finding.path] | some finding in policy.deny with input as unit(resources)}

test_violated_without_mapper if {
	policy.deny == {{
		"message": `credential "residence" cannot be revoked: no mapper gives it a status`,
		"resource": "citizens/client-scope/residence",
		"path": ["protocolMappers"],
	}} with input as unit([scope({}), enabled])
}

test_violated_when_the_service_is_off if {
	every settings in [{}, {"status-list-enabled": "false"}] {
		found([scope({"protocolMappers": [status]}), realm(settings)]) == {["citizens", ["attributes", "status-list-enabled"]]}
	}
}

test_violated_by_a_hidden_status if {
	values := object.union({"protocolMappers": [status]}, visible("id,iat"))
	found([scope(values), enabled]) == {["citizens/client-scope/residence", ["attributes", "vc.credential_build_config.sd_jwt.visible_claims"]]}
}

test_satisfied if {
	found([scope({"protocolMappers": [status]}), enabled]) == set()
	found([scope(object.union({"protocolMappers": [status]}, visible("id,iat,status"))), enabled]) == set()
}

test_satisfied_by_another_plugin if {
	other := {"protocolMapper": "oid4vc-static-claim-mapper", "config": {"claim.name": "status"}}
	found([scope({"protocolMappers": [other]}), realm({})]) == set()
}

test_short_lived_credentials_need_none if {
	found([scope({"attributes": {"vc.expiry_in_seconds": "86400"}}), realm({})]) == set()
	found([scope({"attributes": {"vc.expiry_in_seconds": "86401"}}), realm({})]) != set()
}

test_only_credentials if found([scope({"protocol": "openid-connect"}), realm({})]) == set()

test_unknown_is_undetermined if {
	every path in [["protocolMappers"], ["attributes", "vc.expiry_in_seconds"]] {
		resource := object.union(scope({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([resource, enabled])
		{entry.path | some entry in policy.undetermined} == {path} with input as unit([resource, enabled])
	}
}

test_unknown_service_is_undetermined if {
	resource := object.union(realm({}), {"unknown": [{"path": ["attributes"], "reason": "known after apply"}]})
	given := unit([scope({"protocolMappers": [status]}), resource])
	count(policy.deny) == 0 with input as given
	policy.undetermined == {{"resource": "citizens", "path": ["attributes"], "reason": "known after apply"}} with input as given
}
