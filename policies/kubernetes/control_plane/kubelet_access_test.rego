package bartizan.kubernetes.kubelet_access_test

import data.bartizan.kubernetes.kubelet_access as policy

kubelet(values) := {"kind": "KubeletConfiguration", "name": "", "values": values}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

bad := {
	"authentication": {"anonymous": {"enabled": true}},
	"authorization": {"mode": "AlwaysAllow"},
	"readOnlyPort": 10255,
	"rotateCertificates": false,
}

good := {
	"authentication": {"anonymous": {"enabled": false}},
	"authorization": {"mode": "Webhook"},
	"readOnlyPort": 0,
	"rotateCertificates": true,
}

test_violated if {
	policy.deny == {{
		"message": "the kubelet answers anonymous requests: authentication.anonymous.enabled is true",
		"path": ["authentication", "anonymous", "enabled"],
		"fix": [{"op": "set", "path": ["authentication", "anonymous", "enabled"], "value": false, "safety": "unsafe"}],
	}} with input as kubelet({"authentication": {"anonymous": {"enabled": true}}})
}

test_violated_by_every_setting if {
	{finding.path | some finding in policy.deny} == {
		["authentication", "anonymous", "enabled"],
		["authorization", "mode"],
		["readOnlyPort"],
		["rotateCertificates"],
	} with input as kubelet(bad)
}

test_satisfied if {
	count(policy.deny) == 0 with input as kubelet(good)
}

test_satisfied_by_fixes if {
	steps := {step | some finding in policy.deny; some step in finding.fix} with input as kubelet(bad)
	fixed := json.patch(bad, [{"op": "replace", "path": step.path, "value": step.value} | some step in steps])
	count(steps) == 4
	count(policy.deny) == 0 with input as kubelet(fixed)
}

test_satisfied_by_defaults if {
	count(policy.deny) == 0 with input as kubelet({})
	count(policy.deny) == 0 with input as kubelet({"authentication": {"anonymous": null}, "readOnlyPort": null})
}

test_unknown_is_undetermined if {
	every path in [["authentication"], ["authentication", "anonymous", "enabled"], ["authorization", "mode"], ["readOnlyPort"], ["rotateCertificates"]] {
		count(policy.deny) == 0 with input as unknown(kubelet({}), path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unknown(kubelet({}), path)
	}
}
