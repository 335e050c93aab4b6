package bartizan.kubernetes.no_admission_engine_test

import data.bartizan.kubernetes.no_admission_engine as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

resource(kind, values) := {"kind": kind, "name": "x", "namespace": null, "address": "x", "values": values}

running(image) := resource("Deployment", {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "no admission policy engine is installed", "path": []}} with input as fleet([running("nginx:1.27")])
}

test_violated_by_binding_that_only_audits if {
	binding_object := resource("ValidatingAdmissionPolicyBinding", {"spec": {"validationActions": ["Audit"]}})
	count(policy.deny) == 1 with input as fleet([running("nginx:1.27"), binding_object])
}

test_satisfied if {
	every evidence in [
		running("openpolicyagent/gatekeeper:v3.18.0"),
		running("ghcr.io/kyverno/kyverno:v1.13.0"),
		running("ghcr.io/kubewarden/kubewarden-controller:v1.20.0"),
		resource("ValidatingAdmissionPolicyBinding", {"spec": {"validationActions": ["Deny"]}}),
		resource("ClusterPolicy", {}),
		resource("Application", {"spec": {"source": {"chart": "kyverno"}}}),
		resource("HelmRelease", {"spec": {"chart": {"spec": {"chart": "gatekeeper"}}}}),
		resource("helm_release", {"chart": "oci://registry.example.org/charts/kyverno"}),
		resource("azurerm_kubernetes_cluster", {"azure_policy_enabled": true}),
	] {
		count(policy.deny) == 0 with input as fleet([running("nginx:1.27"), evidence])
	}
}

test_nothing_is_missed_where_nothing_runs if {
	count(policy.deny) == 0 with input as fleet([resource("Application", {})])
}

test_incomplete_fleet_is_undetermined if {
	resources := {"complete": false, "resources": [running("nginx:1.27")]}
	count(policy.deny) == 0 with input as resources
	policy.undetermined == {{"path": [], "reason": "an admission policy engine may be installed outside this scan"}} with input as resources
}

test_unknown_is_undetermined if {
	resources := fleet([unknown(running("nginx:1.27"), ["spec", "template", "spec", "containers", 1, "image"])])
	count(policy.deny) == 0 with input as resources
	count(policy.undetermined) == 1 with input as resources
}

test_unknown_evidence_is_undetermined if {
	every hidden in [
		unknown(resource("helm_release", {}), ["chart"]),
		unknown(resource("azurerm_kubernetes_cluster", {}), ["azure_policy_enabled"]),
		unknown(resource("ValidatingAdmissionPolicyBinding", {}), ["spec", "validationActions"]),
	] {
		count(policy.deny) == 0 with input as fleet([running("nginx:1.27"), hidden])
		count(policy.undetermined) == 1 with input as fleet([running("nginx:1.27"), hidden])
	}
}
