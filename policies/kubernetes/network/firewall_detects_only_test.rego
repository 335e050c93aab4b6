package bartizan.kubernetes.firewall_detects_only_test

import data.bartizan.kubernetes.firewall_detects_only as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

snippet := "nginx.ingress.kubernetes.io/modsecurity-snippet"

ingress(annotations) := {"kind": "Ingress", "name": "web", "address": "Ingress/web", "values": {"metadata": {"annotations": object.union(
	{"nginx.ingress.kubernetes.io/enable-modsecurity": "true"},
	annotations,
)}}}

controller(settings) := {"kind": "ConfigMap", "name": "nginx", "address": "ConfigMap/nginx", "values": {"data": object.union({"enable-modsecurity": "true"}, settings)}}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{
		"message": `Ingress "web" sets the engine of ModSecurity to DetectionOnly`,
		"resource": "Ingress/web",
		"path": ["metadata", "annotations", snippet],
	}} with input as {"complete": false, "resources": [ingress({snippet: "SecRuleEngine On\n  SecRuleEngine DetectionOnly\n"})]}
}

test_violated_by_silence if {
	every text in ["", "# SecRuleEngine On", "SecRequestBodyAccess On"] {
		some finding in policy.deny with input as fleet([ingress({snippet: text})])
		finding.message == `Ingress "web" switches ModSecurity on, but it only detects: SecRuleEngine is not set`
		some other in policy.deny with input as {"complete": false, "resources": [controller({"modsecurity-snippet": text})]}
		other.path == ["data", "modsecurity-snippet"]
		other.resource == "ConfigMap/nginx"
	}
}

test_satisfied if {
	on := controller({"modsecurity-snippet": "SecRuleEngine On"})
	every resources in [
		[ingress({snippet: "SecRuleEngine On"})],
		[on],
		[ingress({}), on],
		[ingress({"nginx.ingress.kubernetes.io/enable-modsecurity": "false"})],
		[{"kind": "ConfigMap", "name": "other", "address": "x", "values": {"data": {"a": "b"}}}],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_fixed if {
	fixes := {fix | some finding in policy.deny; some fix in finding.fix} with input as fleet([ingress({})])
	count(policy.deny) == 0 with input as fleet([ingress({fix.path[2]: fix.value | some fix in fixes})])
}

test_unknown_is_undetermined if {
	every resources in [
		{"complete": false, "resources": [ingress({})]},
		fleet([unknown(ingress({}), ["metadata", "annotations", snippet])]),
		fleet([unknown(controller({}), ["data", "modsecurity-snippet"])]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}
