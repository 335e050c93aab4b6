package bartizan.kubernetes.admission_control_role_test

import data.bartizan.kubernetes.admission_control_role as policy

role(rules) := {"kind": "ClusterRole", "name": "operator", "values": {"rules": rules}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

on(group, resource, verbs) := role([{"apiGroups": [group], "resources": [resource], "verbs": verbs}])

named(group, resource, verbs, name) := role([{"apiGroups": [group], "resources": [resource], "verbs": verbs, "resourceNames": [name]}])

test_violated_by_webhooks if {
	some finding in policy.deny with input as on("admissionregistration.k8s.io", "validatingwebhookconfigurations", ["get", "delete", "patch"])
	finding.path == ["rules", 0, "resources", 0]
	finding.message == `ClusterRole "operator" may delete, patch validatingwebhookconfigurations`
}

test_violated_by_approval if {
	count(policy.deny) == 1 with input as on("certificates.k8s.io", "certificatesigningrequests/approval", ["update"])
	count(policy.deny) == 1 with input as named("certificates.k8s.io", "signers", ["approve"], "kubernetes.io/kube-apiserver-client")
}

test_satisfied if {
	count(policy.deny) == 0 with input as on("admissionregistration.k8s.io", "mutatingwebhookconfigurations", ["get", "list", "watch"])
	count(policy.deny) == 0 with input as on("certificates.k8s.io", "certificatesigningrequests", ["create", "get"])
	count(policy.deny) == 0 with input as on("cert-manager.io", "signers", ["approve"])
}

test_satisfied_when_limited_by_name if {
	count(policy.deny) == 0 with input as named("admissionregistration.k8s.io", "mutatingwebhookconfigurations", ["patch"], "injector")
	count(policy.deny) == 0 with input as named("certificates.k8s.io", "signers", ["sign"], "issuers.cert-manager.io/*")
}

test_unknown_is_no_violation if {
	resource := unknown(on("admissionregistration.k8s.io", "mutatingwebhookconfigurations", ["patch"]), ["rules", 0, "resourceNames"])
	count(policy.deny) == 0 with input as resource
}

test_satisfied_without_rules if {
	count(policy.deny) == 0 with input as role(null)
	count(policy.deny) == 0 with input as role([])
}

test_unknown_is_undetermined if {
	every path in [["rules"], ["rules", 0], ["rules", 0, "verbs"], ["rules", 0, "resources", 0]] {
		resource := unknown(role([{"apiGroups": ["*"]}]), path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
