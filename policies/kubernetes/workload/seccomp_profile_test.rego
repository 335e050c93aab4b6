package bartizan.kubernetes.seccomp_profile_test

import data.bartizan.kubernetes.seccomp_profile as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "securityContext", "seccompProfile", "type"])

pod_path := ["spec", "template", "spec", "securityContext", "seccompProfile", "type"]

annotated := object.union(
	deployment({"containers": [{"name": "web"}]}),
	{"values": {"spec": {"template": {"metadata": {"annotations": {"seccomp.security.alpha.kubernetes.io/pod": "runtime/default"}}}}}},
)

test_violated_when_absent if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web"}]})
	finding.path == path
	finding.message == `container "web" runs without a seccomp profile`
	finding.fix == [{"op": "set", "path": path, "value": "RuntimeDefault", "safety": "unsafe"}]
}

test_violated_when_unconfined if {
	some finding in policy.deny with input as deployment({"securityContext": {"seccompProfile": {"type": "Unconfined"}}, "containers": [{"name": "web"}]})
	finding.path == pod_path
	finding.message == `container "web" runs without a seccomp profile: its type is Unconfined`
}

test_violated_by_container_over_pod if {
	some finding in policy.deny with input as deployment({
		"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
		"containers": [{"name": "web", "securityContext": {"seccompProfile": {"type": "Unconfined"}}}],
	})
	finding.path == path
}

test_satisfied if {
	every type in ["RuntimeDefault", "Localhost"] {
		context := {"seccompProfile": {"type": type}}
		count(policy.deny) == 0 with input as deployment({"securityContext": context, "containers": [{"name": "web"}]})
		count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web", "securityContext": context}]})
	}
}

test_annotation_counts_before_1_27 if {
	count(policy.deny) == 0 with input as object.union(annotated, {"version": "1.26"})
}

test_annotation_is_ignored_from_1_27_on if {
	every version in [null, "1.27", "v1.33.2"] {
		some finding in policy.deny with input as object.union(annotated, {"version": version})
		finding.message == `container "web" runs without a seccomp profile: Kubernetes ignores the seccomp annotation from 1.27 on`
	}
}

test_windows_has_no_seccomp if {
	count(policy.deny) == 0 with input as deployment({"os": {"name": "windows"}, "containers": [{"name": "web"}]})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, pod_path, containers] {
		resource := unknown(deployment({"containers": [{"name": "web"}]}), unknown_path)
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_is_no_violation if {
	count(policy.deny) == 0 with input as unknown(deployment({"containers": [{"name": "web"}]}), pod_path)
}
