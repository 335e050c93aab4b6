package bartizan.kubernetes.admission_webhook_fails_open_test

import data.bartizan.kubernetes.admission_webhook_fails_open as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

webhook_configuration(webhook) := {
	"kind": "ValidatingWebhookConfiguration",
	"name": "engine",
	"api_version": "admissionregistration.k8s.io/v1",
	"values": {"webhooks": [object.union({"name": "validation.gatekeeper.sh"}, webhook)]},
}

path := ["webhooks", 0, "failurePolicy"]

test_violated if {
	some finding in policy.deny with input as webhook_configuration({"failurePolicy": "Ignore"})
	finding.path == path
	finding.message == `webhook "validation.gatekeeper.sh" admits everything while its policy engine is down`
	finding.fix == [{"op": "set", "path": path, "value": "Fail", "safety": "unsafe"}]
}

test_violated_by_namespace_left_out if {
	some finding in policy.deny with input as webhook_configuration({"namespaceSelector": {"matchExpressions": [{
		"key": "kubernetes.io/metadata.name",
		"operator": "NotIn",
		"values": ["kube-system", "payments"],
	}]}})
	finding.path == ["webhooks", 0, "namespaceSelector", "matchExpressions", 0, "values", 1]
	finding.key == "payments"
}

test_satisfied if {
	count(policy.deny) == 0 with input as webhook_configuration({"failurePolicy": "Fail"})
}

test_default_by_version if {
	count(policy.deny) == 0 with input as webhook_configuration({})
	some finding in policy.deny with input as object.union(webhook_configuration({}), {"api_version": "admissionregistration.k8s.io/v1beta1"})
	endswith(finding.message, ": failurePolicy is Ignore by default in v1beta1")
}

test_other_webhooks_may_fail_open if {
	count(policy.deny) == 0 with input as webhook_configuration({"name": "validate.opaque.example.org", "failurePolicy": "Ignore"})
}

test_engine_by_its_service if {
	count(policy.deny) == 1 with input as webhook_configuration({
		"name": "validate.example.org",
		"failurePolicy": "Ignore",
		"clientConfig": {"service": {"name": "kyverno-svc", "namespace": "security"}},
	})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, ["webhooks"], ["webhooks", 0]] {
		resource := unknown(object.union(webhook_configuration({}), {"api_version": "admissionregistration.k8s.io/v1beta1", "values": {"webhooks": []}}), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}
