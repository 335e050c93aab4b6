package bartizan.kubernetes.ingress_without_redirect_test

import data.bartizan.kubernetes.ingress_without_redirect as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

ingress(class, annotations) := {"kind": "Ingress", "name": "web", "values": {
	"metadata": {"annotations": annotations},
	"spec": {"ingressClassName": class, "tls": [{"hosts": ["a.example.org"], "secretName": "a"}]},
}}

nginx := "nginx.ingress.kubernetes.io/ssl-redirect"

alb_ports := {"alb.ingress.kubernetes.io/listen-ports": `[{"HTTP": 80}, {"HTTPS": 443}]`}

test_violated if {
	policy.deny == {{
		"message": `Ingress "web" switches the redirect to HTTPS off: "nginx.ingress.kubernetes.io/ssl-redirect" is false`,
		"path": ["metadata", "annotations", nginx],
		"fix": [{"op": "set", "path": ["metadata", "annotations", nginx], "value": "true", "safety": "unsafe"}],
	}} with input as ingress("nginx", {nginx: "false"})
}

test_violated_by_kong if {
	every annotations in [{}, {"konghq.com/protocols": "http,https"}, {"konghq.com/protocols": "http, https", "konghq.com/https-redirect-status-code": "308"}] {
		some finding in policy.deny with input as ingress("kong", annotations)
		finding.path == ["metadata", "annotations", "konghq.com/protocols"]
	}
}

test_violated_by_others if {
	some alb in policy.deny with input as ingress("alb", alb_ports)
	alb.path == ["metadata", "annotations", "alb.ingress.kubernetes.io/ssl-redirect"]
	some agic in policy.deny with input as ingress("azure-application-gateway", {})
	agic.path == ["metadata", "annotations", "appgw.ingress.kubernetes.io/ssl-redirect"]
	some haproxy in policy.deny with input as ingress("haproxy", {"haproxy.org/ssl-redirect": "false"})
	haproxy.path == ["metadata", "annotations", "haproxy.org/ssl-redirect"]
}

test_satisfied if {
	every annotations in [
		null,
		{nginx: "true"},
		{nginx: "false", "nginx.ingress.kubernetes.io/force-ssl-redirect": "true"},
		{"nginx.ingress.kubernetes.io/force-ssl-redirect": "false"},
	] {
		count(policy.deny) == 0 with input as ingress("nginx", annotations)
	}
	count(policy.deny) == 0 with input as ingress("kong", {"konghq.com/protocols": "https"})
	count(policy.deny) == 0 with input as ingress("kong", {"ingress.kubernetes.io/force-ssl-redirect": "true"})
	count(policy.deny) == 0 with input as ingress("alb", object.union(alb_ports, {"alb.ingress.kubernetes.io/ssl-redirect": "443"}))
	count(policy.deny) == 0 with input as ingress("alb", object.union(alb_ports, {"alb.ingress.kubernetes.io/actions.ssl-redirect": `{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS"}}`}))
	count(policy.deny) == 0 with input as ingress("azure-application-gateway", {"appgw.ingress.kubernetes.io/ssl-redirect": "true"})
}

test_fixed if {
	every class, annotations in {"nginx": {nginx: "false"}, "kong": {}, "azure-application-gateway": {}, "alb": alb_ports} {
		resource := ingress(class, annotations)
		fixes := {finding.fix[0] | some finding in policy.deny} with input as resource
		fixed := ingress(class, object.union(annotations, {fix.path[2]: fix.value | some fix in fixes}))
		count(fixes) == 1
		count(policy.deny) == 0 with input as fixed
	}
}

test_nothing_without_tls if {
	count(policy.deny) == 0 with input as {"kind": "Ingress", "name": "web", "values": {"metadata": {"annotations": {nginx: "false"}}, "spec": {}}}
}

test_unknown_is_undetermined if {
	every path in [["metadata", "annotations", nginx], ["metadata", "annotations"], ["spec", "tls"], ["spec", "ingressClassName"]] {
		resource := unknown(ingress("nginx", {nginx: "false"}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
