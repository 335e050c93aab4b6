package bartizan.kubernetes.mesh_without_traces_test

import data.bartizan.kubernetes.mesh_without_traces as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

operator(spec) := {"kind": "IstioOperator", "name": "mesh", "address": "IstioOperator/mesh", "values": {"spec": spec}}

telemetry(spec) := {"kind": "Telemetry", "group": "telemetry.istio.io", "name": "t", "address": "t", "values": {"spec": spec}}

fleet(resources) := {"complete": true, "resources": resources}

keys(findings) := {finding.key | some finding in findings}

both := {"accessLogging": [{"providers": [{"name": "envoy"}]}], "tracing": [{"providers": [{"name": "otel"}]}]}

test_violated if {
	policy.deny == {
		{"message": "the mesh writes no access log", "path": [], "key": "log"},
		{"message": "the mesh records no traces", "path": [], "key": "traces"},
	} with input as fleet([operator({})])
	keys(policy.deny) == {"traces"} with input as fleet([operator({"meshConfig": {"accessLogFile": "/dev/stdout"}})])
	keys(policy.deny) == {"log"} with input as fleet([telemetry({"tracing": [{}], "accessLogging": [{"disabled": true}]})])
	keys(policy.deny) == {"log", "traces"} with input as fleet([telemetry({"tracing": [{"disableSpanReporting": true}]})])
}

test_satisfied if {
	config_map := {"kind": "ConfigMap", "name": "istio", "address": "c", "values": {"data": {"mesh": "accessLogFile: /dev/stdout\nenableTracing: true\ndefaultConfig:\n  tracing:\n    zipkin: {address: a}\n"}}}
	every resources in [
		[telemetry(both)],
		[operator({"profile": "demo"})],
		[operator({"meshConfig": {"defaultProviders": {"accessLogging": ["envoy"], "tracing": ["otel"]}}})],
		[operator({}), config_map],
		[],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as {"complete": false, "resources": resources}
	}
}

test_unknown_is_undetermined if {
	every resources in [
		{"complete": false, "resources": [operator({})]},
		fleet([unknown(operator({}), ["spec", "meshConfig", "accessLogFile"])]),
		fleet([operator({}), unknown(telemetry({}), ["spec", "tracing"])]),
		fleet([{"kind": "helm_release", "name": "i", "address": "i", "values": {"name": "i", "chart": "istiod", "set": [{"name": "meshConfig.accessLogFile", "value": "a"}]}}]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 2 with input as resources
	}
}
