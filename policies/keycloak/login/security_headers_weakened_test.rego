package bartizan.keycloak.security_headers_weakened_test

import data.bartizan.keycloak.security_headers_weakened as policy

realm(values) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"realm": "citizens", "enabled": true}, values),
}

unknown_at(values, path) := object.union(realm(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

fragment := object.union(realm({"clients": []}), {"complete": false})

headers(values) := realm({"browserSecurityHeaders": values})

faulty(values) := {finding.path[1] | some finding in policy.deny with input as headers(values)}

test_violated_by_an_open_policy if {
	{finding.message | some finding in policy.deny} == {`login pages of realm "citizens" may be shown inside pages of any site: no frame-ancestors`} with input as headers({"contentSecurityPolicy": "frame-ancestors *; object-src 'none'"})
	{finding.message | some finding in policy.deny} == {`login pages of realm "citizens" may load plug-ins: object-src is not 'none'`} with input as headers({"contentSecurityPolicy": "frame-ancestors 'self'"})
}

test_violated_by_each_header if {
	some finding in policy.deny with input as headers({"xContentTypeOptions": ""})
	finding == {
		"message": `login pages of realm "citizens" let browsers guess the type of files: X-Content-Type-Options is not nosniff`,
		"path": ["browserSecurityHeaders", "xContentTypeOptions"],
		"key": "let browsers guess the type of files: X-Content-Type-Options is not nosniff",
		"fix": [{"op": "set", "path": ["browserSecurityHeaders", "xContentTypeOptions"], "value": "nosniff", "safety": "unsafe"}],
	}
	faulty({"strictTransportSecurity": ""}) == {"strictTransportSecurity"}
	faulty({"strictTransportSecurity": "max-age=0"}) == {"strictTransportSecurity"}
	faulty({"contentSecurityPolicy": "", "xFrameOptions": ""}) == {"contentSecurityPolicy", "xFrameOptions"}
}

test_satisfied if {
	faulty({}) == set()
	faulty({"xFrameOptions": ""}) == set()
	faulty({"contentSecurityPolicy": "default-src 'none'; frame-ancestors https://portal.example.org"}) == set()
	faulty({"strictTransportSecurity": "max-age=31536000", "xContentTypeOptions": "nosniff", "xFrameOptions": "DENY"}) == set()
	count(policy.deny) == 0 with input as realm({})
}

test_fixed if {
	every finding in policy.deny {
		faulty({finding.path[1]: finding.fix[0].value}) == set()
	} with input as headers({"contentSecurityPolicy": "", "xContentTypeOptions": "", "strictTransportSecurity": ""})
}

test_unknown_is_undetermined if {
	every key in ["contentSecurityPolicy", "xFrameOptions", "xContentTypeOptions", "strictTransportSecurity"] {
		resource := unknown_at({}, ["browserSecurityHeaders", key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {["browserSecurityHeaders", key]}
	}
}
