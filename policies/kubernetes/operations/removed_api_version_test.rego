package bartizan.kubernetes.removed_api_version_test

import data.bartizan.kubernetes.removed_api_version as policy

resource(api_version, kind) := {"kind": kind, "name": "web", "api_version": api_version, "values": {"apiVersion": api_version}}

test_violated if {
	policy.deny == {{
		"message": `Ingress "web" uses extensions/v1beta1, which Kubernetes removed in 1.22: networking.k8s.io/v1 takes its place`,
		"path": ["apiVersion"],
	}} with input as resource("extensions/v1beta1", "Ingress")
}

test_violated_without_successor if {
	some finding in policy.deny with input as resource("policy/v1beta1", "PodSecurityPolicy")
	finding.message == `PodSecurityPolicy "web" uses policy/v1beta1, which Kubernetes removed in 1.25: nothing takes its place`
}

test_satisfied if {
	every api_version, kind in {"apps/v1": "Deployment", "batch/v1": "CronJob", "autoscaling/v2": "HorizontalPodAutoscaler", "networking.k8s.io/v1": "Ingress"} {
		count(policy.deny) == 0 with input as resource(api_version, kind)
	}
}

test_served_by_older_versions if {
	every version, findings in {"1.24": 0, "1.25": 1, "v1.33.1": 1} {
		count(policy.deny) == findings with input as object.union(resource("batch/v1beta1", "CronJob"), {"version": version})
	}
}
