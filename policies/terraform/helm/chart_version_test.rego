package bartizan.terraform.chart_version_test

import data.bartizan.terraform.chart_version as policy

release(values) := {"kind": "helm_release", "values": values, "unknown": []}

from_repository(version) := release({"repository": "https://charts.example.org", "chart": "redis", "version": version})

test_violated_without_version if {
	policy.deny == {{"path": ["version"], "message": `chart "redis" has no version: the newest is installed`}} with input as release({"repository": "https://charts.example.org", "chart": "redis"})
	every values in [{"chart": "bitnami/redis"}, {"chart": "oci://registry.example.org/charts/redis"}] {
		count(policy.deny) == 1 with input as release(values)
	}
}

test_violated_by_range if {
	some finding in policy.deny with input as from_repository("~> 1.2")
	finding.message == `version "~> 1.2" of chart "redis" allows others`
	every version in [">= 1.0.0", "^1.2.3", "1.x", "1.2", "*", ">0.0.0-0", "1.2.3 - 2.0.0"] {
		count(policy.deny) == 1 with input as from_repository(version)
	}
}

test_satisfied if {
	every version in ["1.2.3", "v1.2.3", "=1.2.3", "1.2.3-rc.1", "1.2.3+build.4"] {
		count(policy.deny) == 0 with input as from_repository(version)
	}
	every values in [
		{"chart": "./charts/app"},
		{"chart": "../app"},
		{"chart": "/srv/charts/app"},
		{"chart": "charts/app"},
		{"chart": "https://example.org/redis-1.2.3.tgz"},
		{"chart": "oci://registry.example.org/charts/redis:1.2.3"},
		{"chart": "oci://registry.example.org/charts/redis@sha256:abc"},
	] {
		count(policy.deny) == 0 with input as release(values)
		count(policy.undetermined) == 0 with input as release(values)
	}
}

test_unknown_is_undetermined if {
	every name in ["version", "chart", "repository"] {
		values := object.remove({"repository": "https://charts.example.org", "chart": "redis"}, [name])
		unsure := {"kind": "helm_release", "values": values, "unknown": [{"path": [name], "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": [name], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_repository_does_not_matter_for_an_exact_version if {
	sure := {"kind": "helm_release", "values": {"chart": "redis", "version": "1.2.3"}, "unknown": [{"path": ["repository"], "reason": "known after apply"}]}
	count(policy.undetermined) == 0 with input as sure
}
