package bartizan.kubernetes.ingress_without_firewall_test

import data.bartizan.kubernetes.ingress_without_firewall as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

ingress(class, annotations) := {"kind": "Ingress", "name": "web", "namespace": "prod", "address": "Ingress/web", "values": {
	"metadata": {"annotations": annotations},
	"spec": {"ingressClassName": class},
}}

modsecurity := "nginx.ingress.kubernetes.io/enable-modsecurity"

core_rules := "nginx.ingress.kubernetes.io/enable-owasp-core-rules"

controller(settings) := {"kind": "ConfigMap", "name": "ingress-nginx-controller", "address": "ConfigMap/c", "values": {"data": settings}}

everywhere := controller({"enable-modsecurity": "true", "enable-owasp-modsecurity-crs": "true"})

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	some finding in policy.deny with input as fleet([ingress("nginx", {modsecurity: "true"})])
	finding.message == `Ingress "web" has no web application firewall`
	finding.resource == "Ingress/web"
	finding.path == ["metadata", "annotations"]
	count(policy.deny) == 1 with input as fleet([ingress("nginx", {modsecurity: "false"}), everywhere])
	count(policy.deny) == 1 with input as fleet([ingress("nginx", {}), controller({"enable-modsecurity": "true"})])
	count(policy.deny) == 1 with input as fleet([ingress("kong", {})])
}

test_satisfied if {
	every resources in [
		[ingress("nginx", {modsecurity: "true", core_rules: "true"})],
		[ingress("nginx", {}), everywhere],
		[ingress("alb", {"alb.ingress.kubernetes.io/wafv2-acl-arn": "arn:aws:wafv2:eu-west-1:1:regional/webacl/a/b"})],
		[ingress("azure-application-gateway", {"appgw.ingress.kubernetes.io/waf-policy-for-path": "/subscriptions/1"})],
		[ingress("gce", {}), {"kind": "BackendConfig", "name": "b", "address": "b", "values": {"spec": {"securityPolicy": {"name": "armor"}}}}],
		[ingress("nginx-internal", {})],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_fixed if {
	fixes := {fix | some finding in policy.deny; some fix in finding.fix} with input as fleet([ingress("nginx", {})])
	count(policy.deny) == 0 with input as fleet([ingress("nginx", {fix.path[2]: fix.value | some fix in fixes})])
}

test_unknown_is_undetermined if {
	every resources in [
		{"complete": false, "resources": [ingress("nginx", {})]},
		fleet([ingress("azure-application-gateway", {})]),
		fleet([ingress("contour", {})]),
		fleet([unknown(ingress("nginx", {}), ["metadata", "annotations"])]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}
