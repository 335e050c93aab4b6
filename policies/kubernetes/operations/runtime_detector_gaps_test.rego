package bartizan.kubernetes.runtime_detector_gaps_test

import data.bartizan.kubernetes.runtime_detector_gaps as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

daemons(image, tolerations, args) := {"kind": "DaemonSet", "name": "falco", "address": "DaemonSet/falco", "values": {"spec": {"template": {"spec": {
	"tolerations": tolerations,
	"containers": [{"name": "x", "image": image, "args": args}],
}}}}}

falco(tolerations) := daemons("docker.io/falcosecurity/falco:0.40.0", tolerations, [])

config(text) := {"kind": "ConfigMap", "name": "falco", "address": "ConfigMap/falco", "values": {"data": {"falco.yaml": text}}}

quiet := config("stdout_output:\n  enabled: true\nhttp_output:\n  enabled: false\n")

unit(resources) := {"complete": false, "resources": resources}

path := ["spec", "template", "spec", "tolerations"]

test_violated_by_tolerations if {
	policy.deny == {{
		"message": `DaemonSet "falco" stays away from nodes with taints: it tolerates none`,
		"resource": "DaemonSet/falco",
		"path": path,
		"fix": [{"op": "append", "path": path, "value": {"operator": "Exists"}, "safety": "unsafe"}],
	}} with input as unit([falco([])])
	some finding in policy.deny with input as unit([falco([{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}])])
	endswith(finding.message, "it tolerates only some")
	count(policy.deny) == 1 with input as unit([falco([{"operator": "Exists", "effect": "NoExecute"}])])
}

test_violated_by_missing_output if {
	some finding in policy.deny with input as unit([quiet])
	finding.resource == "ConfigMap/falco"
	finding.path == ["data", "falco.yaml"]
}

test_satisfied if {
	every resources in [
		[falco([{"operator": "Exists"}])],
		[falco([{"operator": "Exists", "effect": "NoSchedule"}])],
		[daemons("nginx:1", [], [])],
		[config("http_output:\n  enabled: true\n")],
		[config("program_output: {enabled: true}\n")],
		[quiet, daemons("falcosecurity/falco:0.40.0", [{"operator": "Exists"}], ["-o", "http_output.enabled=true"])],
		[quiet, {"kind": "Deployment", "name": "s", "address": "s", "values": {"spec": {"template": {"spec": {"containers": [{"image": "falcosecurity/falcosidekick:2"}]}}}}}],
		[config("not: [yaml")],
		[{"kind": "ConfigMap", "name": "web", "address": "web", "values": {}}],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_parameter if {
	count(policy.deny) == 1 with input as object.union(unit([daemons("watcher:1", [], [])]), {"parameters": {"software": ["watcher"]}})
}

test_unknown_is_undetermined if {
	hidden := unit([unknown(falco([]), path)])
	count(policy.deny) == 0 with input as hidden
	policy.undetermined == {{"resource": "DaemonSet/falco", "path": path, "reason": "known after apply"}} with input as hidden
}
