package bartizan.kubernetes.reference_grant_opens_secrets_test

import data.bartizan.kubernetes.reference_grant_opens_secrets as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

grant(to) := {"kind": "ReferenceGrant", "name": "edge", "values": {"spec": {
	"from": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "namespace": "edge"}],
	"to": to,
}}}

test_violated if {
	policy.deny == {{
		"message": `ReferenceGrant "edge" opens every Secret of its namespace to each Gateway of "edge"`,
		"path": ["spec", "to", 1],
	}} with input as grant([{"group": "", "kind": "Service"}, {"group": "", "kind": "Secret"}])
}

test_violated_by_untrusted_namespace if {
	some finding in policy.deny with input as object.union(
		grant([{"group": "", "kind": "Secret", "name": "a"}]),
		{"parameters": {"trusted_namespaces": ["portal"]}},
	)
	finding.path == ["spec", "from", 0, "namespace"]
	finding.message == `ReferenceGrant "edge" trusts the namespace "edge"`
}

test_satisfied if {
	every to in [[{"group": "", "kind": "Secret", "name": "a"}], [{"group": "", "kind": "Service"}], [], null] {
		count(policy.deny) == 0 with input as grant(to)
	}
	count(policy.deny) == 0 with input as object.union(grant([]), {"parameters": {"trusted_namespaces": ["edge"]}})
}

test_unknown_is_undetermined if {
	every path in [["spec", "to"], ["spec", "to", 0], ["spec", "to", 0, "name"]] {
		resource := unknown(grant([{"group": "", "kind": "Secret"}]), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
	resource := object.union(unknown(grant([]), ["spec", "from", 1]), {"parameters": {"trusted_namespaces": ["edge"]}})
	count(policy.undetermined) == 1 with input as resource
}
