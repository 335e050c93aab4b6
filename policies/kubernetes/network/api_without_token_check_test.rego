package bartizan.kubernetes.api_without_token_check_test

import data.bartizan.kubernetes.api_without_token_check as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

ingress(class, annotations) := {"kind": "Ingress", "name": "web", "namespace": "prod", "address": "Ingress/web", "values": {
	"metadata": {"annotations": annotations},
	"spec": {"ingressClassName": class, "rules": [{"host": "api.example.org"}]},
}}

apisix(entry) := {"kind": "ApisixRoute", "name": "web", "namespace": "prod", "address": "ApisixRoute/web", "values": {"spec": {"http": [object.union({"name": "a", "match": {"paths": ["/api/*"]}}, entry)]}}}

mesh(kind) := {"kind": kind, "name": "m", "namespace": "prod", "address": kind, "values": {}}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{
		"message": `Ingress "web" leads to an API and checks no token`,
		"resource": "Ingress/web",
		"path": ["metadata", "annotations"],
	}} with input as fleet([ingress("nginx", {}), mesh("RequestAuthentication")])
	some finding in policy.deny with input as fleet([apisix({})])
	finding.path == ["spec", "http", 0, "plugins"]
}

test_violated_by_name_and_path if {
	named := {"kind": "Ingress", "name": "register-api", "namespace": "prod", "address": "Ingress/a", "values": {"spec": {"ingressClassName": "nginx"}}}
	below := {"kind": "Ingress", "name": "web", "namespace": "prod", "address": "Ingress/a", "values": {"spec": {"ingressClassName": "nginx", "rules": [{"http": {"paths": [{"path": "/api/v1"}]}}]}}}
	every resource in [named, below] {
		count(policy.deny) == 1 with input as fleet([resource])
	}
}

test_satisfied if {
	page := {"kind": "Ingress", "name": "web", "namespace": "prod", "address": "Ingress/a", "values": {"spec": {"ingressClassName": "nginx", "rules": [{"host": "www.example.org"}]}}}
	every resources in [
		[page],
		[ingress("nginx", {"nginx.ingress.kubernetes.io/auth-url": "https://sso.example.org/check"})],
		[ingress("kong", {"konghq.com/plugins": "check"}), {"kind": "KongPlugin", "name": "check", "namespace": "prod", "address": "p", "values": {"plugin": "openid-connect"}}],
		[apisix({"plugins": [{"name": "authz-keycloak", "enable": true}]})],
		[apisix({"authentication": {"enable": true, "type": "jwtAuth"}})],
		[ingress("nginx", {}), mesh("RequestAuthentication"), mesh("AuthorizationPolicy")],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_unknown_is_undetermined if {
	every resources in [
		{"complete": false, "resources": [ingress("nginx", {})]},
		fleet([ingress("contour", {})]),
		fleet([unknown(ingress("nginx", {}), ["metadata", "annotations"])]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}
