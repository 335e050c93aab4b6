package bartizan.lib.api_versions_test

import data.bartizan.lib.api_versions

test_removal if {
	every case in [
		["extensions/v1beta1", "Deployment", 16, "apps/v1"],
		["extensions/v1beta1", "Ingress", 22, "networking.k8s.io/v1"],
		["batch/v1beta1", "CronJob", 25, "batch/v1"],
		["policy/v1beta1", "PodSecurityPolicy", 25, ""],
		["autoscaling/v2beta2", "HorizontalPodAutoscaler", 26, "autoscaling/v2"],
		["flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", 32, "flowcontrol.apiserver.k8s.io/v1"],
	] {
		api_versions.removal(case[0], case[1]) == {"minor": case[2], "successor": case[3]}
	}
}

test_served if {
	not api_versions.removal("apps/v1", "Deployment")
	not api_versions.removal("autoscaling/v1", "HorizontalPodAutoscaler")
	not api_versions.removal("batch/v1beta1", "Workflow")
}
