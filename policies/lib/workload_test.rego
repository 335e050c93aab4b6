package bartizan.lib.workload_test

import data.bartizan.lib.workload

pod(spec) := {"kind": "Pod", "values": {"spec": spec}}

container(values) := {"path": ["spec", "containers", 0], "values": values}

test_pod_path if {
	workload.pod_path == ["spec"] with input as {"kind": "Pod"}
	workload.pod_path == ["spec", "template", "spec"] with input as {"kind": "ReplicationController"}
	workload.pod_path == ["spec", "jobTemplate", "spec", "template", "spec"] with input as {"kind": "CronJob"}
}

test_containers_of_every_list if {
	fields := {found.field | some found in workload.containers} with input as pod({
		"containers": [{"name": "a"}, null],
		"initContainers": [{"name": "b"}],
		"ephemeralContainers": null,
	})
	fields == {"containers", "initContainers"}
}

test_container_overrides_pod if {
	workload.effective(container({"securityContext": {"runAsUser": 0}}), "runAsUser") == {
		"value": 0,
		"path": ["spec", "containers", 0, "securityContext", "runAsUser"],
	} with input as pod({"securityContext": {"runAsUser": 1000}})
}

test_pod_counts_where_the_container_says_nothing if {
	every values in [{}, {"securityContext": null}, {"securityContext": {"runAsUser": null}}] {
		workload.effective(container(values), "runAsUser") == {
			"value": 1000,
			"path": ["spec", "securityContext", "runAsUser"],
		} with input as pod({"securityContext": {"runAsUser": 1000}})
	}
}

test_unknown_of_the_pod_counts_only_where_the_container_says_nothing if {
	entry := {"path": ["spec", "securityContext"], "reason": "known after apply"}
	unknown_pod := object.union(pod({}), {"unknown": [entry]})
	workload.effective_unknown(container({}), "runAsUser") == {entry} with input as unknown_pod
	workload.effective_unknown(container({"securityContext": {"runAsUser": 0}}), "runAsUser") == set() with input as unknown_pod
}

test_windows if {
	workload.windows with input as pod({"os": {"name": "windows"}})
	workload.windows with input as pod({"nodeSelector": {"kubernetes.io/os": "windows"}})
	not workload.windows with input as pod({"os": {"name": "linux"}})
	not workload.windows with input as pod({})
}
