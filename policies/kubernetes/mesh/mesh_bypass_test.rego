package bartizan.kubernetes.mesh_bypass_test

import data.bartizan.kubernetes.mesh_bypass as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

deployment(metadata) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"metadata": metadata}}}}

annotated(name, value) := deployment({"annotations": {name: value}})

test_violated if {
	policy.deny == {{
		"message": `Deployment "web" stays outside the mesh: "sidecar.istio.io/inject" is "false"`,
		"path": ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"],
	}} with input as deployment({"labels": {"sidecar.istio.io/inject": "false"}})
	every name, value in {"sidecar.istio.io/inject": "false", "linkerd.io/inject": "disabled", "ambient.istio.io/bypass-inbound-capture": "true"} {
		some finding in policy.deny with input as annotated(name, value)
		finding.path == ["spec", "template", "metadata", "annotations", name]
	}
}

test_violated_by_exclusion if {
	some finding in policy.deny with input as annotated("traffic.sidecar.istio.io/excludeOutboundPorts", "5432,6379")
	finding.message == `Deployment "web" leads traffic around its proxy: "traffic.sidecar.istio.io/excludeOutboundPorts" is "5432,6379"`
	count(policy.deny) == 1 with input as annotated("config.linkerd.io/skip-inbound-ports", "25")
}

test_violated_by_each_kind if {
	cron := {"kind": "CronJob", "name": "c", "values": {"spec": {"jobTemplate": {"spec": {"template": {"metadata": {"annotations": {"linkerd.io/inject": "disabled"}}}}}}}}
	pod := {"kind": "Pod", "name": "p", "values": {"metadata": {"labels": {"istio.io/dataplane-mode": "none"}}}}
	every resource in [cron, pod] {
		count(policy.deny) == 1 with input as resource
	}
}

test_satisfied if {
	every resource in [
		deployment(null),
		annotated("sidecar.istio.io/inject", "true"),
		annotated("linkerd.io/inject", "enabled"),
		annotated("config.linkerd.io/skip-outbound-ports", ""),
	] {
		count(policy.deny) == 0 with input as resource
	}
}

test_allowed_ports_by_parameter if {
	resource := object.union(annotated("config.linkerd.io/skip-outbound-ports", "25, 587"), {"parameters": {"allowed_ports": ["25", "587"]}})
	count(policy.deny) == 0 with input as resource
}

test_unknown_is_undetermined if {
	template := ["spec", "template", "metadata"]
	every path in [array.concat(template, ["annotations"]), array.concat(template, ["labels", "sidecar.istio.io/inject"]), ["spec"]] {
		resource := unknown(deployment({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
