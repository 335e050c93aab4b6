package bartizan.kubernetes.service_account_token_secret_test

import data.bartizan.kubernetes.service_account_token_secret as policy

secret(values) := {"kind": "Secret", "name": "ci", "values": values}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	policy.deny == {{
		"message": `Secret "ci" holds a token of service account "deployer" that never expires`,
		"path": ["type"],
	}} with input as secret({
		"type": "kubernetes.io/service-account-token",
		"metadata": {"annotations": {"kubernetes.io/service-account.name": "deployer"}},
	})
}

test_violated_without_annotations if {
	count(policy.deny) == 1 with input as secret({"type": "kubernetes.io/service-account-token"})
}

test_satisfied if {
	every values in [{}, {"type": "Opaque"}, {"type": "kubernetes.io/tls"}, {"type": null}] {
		count(policy.deny) == 0 with input as secret(values)
	}
}

test_unknown_is_undetermined if {
	resource := unknown(secret({}), ["type"])
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["type"], "reason": "known after apply"}} with input as resource
}
