package bartizan.kubernetes.no_gitops_test

import data.bartizan.kubernetes.no_gitops as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

running(kind, image) := resource(kind, {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

web := running("Deployment", "nginx:1.27")

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "no GitOps controller keeps the cluster as the repository says", "path": []}} with input as fleet([web])
}

test_violated_beside_others if {
	every other in [
		resource("helm_release", {"chart": "argo-workflows"}),
		resource("HelmChart", {"spec": {"chart": "nginx"}}),
	] {
		count(policy.deny) == 1 with input as fleet([web, other])
	}
}

test_satisfied if {
	every evidence in [
		resource("Application", {}),
		resource("Kustomization", {}),
		resource("GitRepo", {}),
		resource("FluxInstance", {}),
		resource("RootSync", {}),
		resource("azurerm_kubernetes_flux_configuration", {}),
		running("StatefulSet", "quay.io/argoproj/argocd:v3.0.0"),
		resource("helm_release", {"chart": "argo-cd"}),
		running("Deployment", "ghcr.io/fluxcd/kustomize-controller:v1.5.0"),
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
	policy.undetermined == {{"path": [], "reason": "no GitOps controller keeps the cluster as the repository says; it may be installed outside this scan"}} with input as part
}

test_unknown_image_is_undetermined if {
	hidden := object.union(running("DaemonSet", "x"), {"unknown": [{"path": ["spec", "template", "spec", "containers", 1, "image"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as fleet([web, hidden])
	policy.undetermined == {{"path": [], "reason": "no GitOps controller keeps the cluster as the repository says; not all images are known"}} with input as fleet([web, hidden])
}

test_other_software_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([web]), {"parameters": {"software": ["nginx"]}})
}
