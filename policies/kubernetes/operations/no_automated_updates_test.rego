package bartizan.kubernetes.no_automated_updates_test

import data.bartizan.kubernetes.no_automated_updates as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

running(kind, image) := resource(kind, {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

web := running("Deployment", "nginx:1.27")

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "nothing updates images and nodes by itself", "path": []}} with input as fleet([web])
}

test_violated_beside_others if {
	every other in [
		resource("Application", {"metadata": {"annotations": {}}}),
		resource("google_container_cluster", {"release_channel": [{"channel": "UNSPECIFIED"}]}),
		resource("google_container_node_pool", {"management": [{"auto_upgrade": false}]}),
		resource("google_container_node_pool", {"management": [{"auto_upgrade": "false"}]}),
		resource("azurerm_kubernetes_cluster", {"node_os_upgrade_channel": "Unmanaged"}),
		resource("azurerm_kubernetes_cluster", {"automatic_channel_upgrade": "none", "node_os_channel_upgrade": "None"}),
		resource("aws_eks_cluster", {}),
	] {
		count(policy.deny) == 1 with input as fleet([web, other])
	}
}

test_satisfied if {
	every evidence in [
		resource("ImageUpdateAutomation", {}),
		resource("Plan", {}),
		resource("Application", {"metadata": {"annotations": {"argocd-image-updater.argoproj.io/image-list": "web=example.org/web"}}}),
		resource("Deployment", {"metadata": {"annotations": {"keel.sh/policy": "patch"}}}),
		resource("CronJob", {"metadata": {"name": "renovate"}}),
		running("DaemonSet", "ghcr.io/kubereboot/kured:1.17"),
		resource("google_container_cluster", {}),
		resource("google_container_node_pool", {}),
		resource("azurerm_kubernetes_cluster", {}),
		resource("azurerm_kubernetes_cluster", {"automatic_upgrade_channel": "patch", "node_os_upgrade_channel": "None"}),
		resource("azurerm_kubernetes_cluster", {"automatic_channel_upgrade": "stable", "node_os_channel_upgrade": "None"}),
		resource("aws_eks_cluster", {"compute_config": [{"enabled": true}]}),
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
	policy.undetermined == {{"path": [], "reason": "nothing updates images and nodes by itself; it may be installed outside this scan"}} with input as part
}

test_unknown_image_is_undetermined if {
	hidden := object.union(running("DaemonSet", "x"), {"unknown": [{"path": ["spec", "template", "spec", "containers", 1, "image"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as fleet([web, hidden])
	policy.undetermined == {{"path": [], "reason": "nothing updates images and nodes by itself; not all images are known"}} with input as fleet([web, hidden])
}

test_other_software_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([web]), {"parameters": {"software": ["nginx"]}})
}

test_unknown_evidence_is_undetermined if {
	every kind, paths in {
		"google_container_cluster": [["release_channel"]],
		"google_container_node_pool": [["management"]],
		"azurerm_kubernetes_cluster": [["node_os_upgrade_channel"]],
		"aws_eks_cluster": [["compute_config"]],
	} {
		every path in paths {
			unsure := object.union(resource(kind, {}), {"unknown": [{"path": path, "reason": "known after apply"}]})
			count(policy.deny) == 0 with input as fleet([web, unsure])
			count(policy.undetermined) == 1 with input as fleet([web, unsure])
		}
	}
}
