package bartizan.kubernetes.no_image_verification_test

import data.bartizan.kubernetes.no_image_verification as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

running(kind, image) := resource(kind, {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

web := running("Deployment", "nginx:1.27")

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "nothing verifies the signatures of images at admission", "path": []}} with input as fleet([web])
}

test_violated_beside_others if {
	every other in [
		resource("ClusterPolicy", {"spec": {"rules": [{"name": "r", "validate": {}}]}}),
		resource("ClusterAdmissionPolicy", {"spec": {"module": "registry://ghcr.io/kubewarden/policies/pod-privileged:v1.0.0"}}),
		resource("google_binary_authorization_policy", {"default_admission_rule": [{"evaluation_mode": "ALWAYS_ALLOW"}]}),
		resource("helm_release", {"chart": "nginx"}),
	] {
		count(policy.deny) == 1 with input as fleet([web, other])
	}
}

test_satisfied if {
	every evidence in [
		resource("ClusterPolicy", {"spec": {"rules": [{"name": "r", "verifyImages": [{"imageReferences": ["*"]}]}]}}),
		resource("ImageValidatingPolicy", {}),
		resource("ClusterImagePolicy", {}),
		resource("Verifier", {}),
		resource("ClusterAdmissionPolicy", {"spec": {"module": "registry://ghcr.io/kubewarden/policies/verify-image-signatures:v0.3.0"}}),
		resource("google_binary_authorization_policy", {"default_admission_rule": [{"evaluation_mode": "REQUIRE_ATTESTATION"}]}),
		resource("helm_release", {"chart": "connaisseur"}),
	] {
		count(policy.deny) == 0 with input as fleet([web, evidence])
		count(policy.undetermined) == 0 with input as {"complete": false, "resources": [web, evidence]}
	}
}

test_nothing_is_missed_where_nothing_runs if {
	count(policy.deny) == 0 with input as fleet([resource("ConfigMap", {})])
}

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": [web]}
	count(policy.deny) == 0 with input as part
	policy.undetermined == {{"path": [], "reason": "nothing verifies the signatures of images at admission; it may be installed outside this scan"}} with input as part
}

test_unknown_image_is_undetermined if {
	hidden := object.union(running("DaemonSet", "x"), {"unknown": [{"path": ["spec", "template", "spec", "containers", 1, "image"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as fleet([web, hidden])
	policy.undetermined == {{"path": [], "reason": "nothing verifies the signatures of images at admission; not all images are known"}} with input as fleet([web, hidden])
}

test_other_software_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([web]), {"parameters": {"software": ["nginx"]}})
}

test_unknown_evidence_is_undetermined if {
	every kind, paths in {
		"ClusterPolicy": [["spec", "rules"]],
		"ClusterAdmissionPolicy": [["spec", "module"]],
		"google_binary_authorization_policy": [["default_admission_rule"], ["cluster_admission_rules"]],
	} {
		every path in paths {
			unsure := object.union(resource(kind, {}), {"unknown": [{"path": path, "reason": "known after apply"}]})
			count(policy.deny) == 0 with input as fleet([web, unsure])
			count(policy.undetermined) == 1 with input as fleet([web, unsure])
		}
	}
}
