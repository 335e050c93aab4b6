package bartizan.kubernetes.keycloak_administration_exposed_test

import data.bartizan.kubernetes.keycloak_administration_exposed as policy

ingress(annotations, paths) := {
	"kind": "Ingress",
	"group": "networking.k8s.io",
	"name": "sso",
	"address": "Ingress/sso",
	"version": null,
	"unknown": [],
	"values": {"metadata": {"annotations": annotations}, "spec": {"ingressClassName": "nginx", "rules": [{"host": "sso.example.org", "http": {"paths": paths}}]}},
}

to(route) := {"path": route, "pathType": "Prefix", "backend": {"service": {"name": "keycloak", "port": {"number": 8080}}}}

gateway(rules) := {"kind": "HTTPRoute", "group": "gateway.networking.k8s.io", "name": "sso", "address": "HTTPRoute/sso", "version": null, "unknown": [], "values": {"spec": {"parentRefs": [{"name": "public"}], "rules": rules}}}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

allow := "nginx.ingress.kubernetes.io/whitelist-source-range"

test_violated if {
	policy.deny == {{
		"message": `Ingress "sso" leads everybody to the administration of Keycloak: path "/" of service "keycloak"`,
		"path": ["spec", "rules", 0, "http", "paths", 0, "path"],
		"key": "sso.example.org /",
	}} with input as ingress({}, [to("/")])
	every route in ["/admin", "/admin/", "/auth", "/auth/", "/auth/admin/", "/*", "/admin(/|$)(.*)"] {
		count(policy.deny) == 1 with input as ingress({}, [to(route)])
	}
	count(policy.deny) == 1 with input as ingress({allow: "0.0.0.0/0"}, [to("/")])
}

test_violated_by_an_old_ingress if {
	count(policy.deny) == 1 with input as ingress({}, [{"backend": {"serviceName": "sso-keycloak", "servicePort": 80}}])
	resource := object.union(ingress({}, []), {"values": {"spec": {"defaultBackend": {"service": {"name": "keycloak"}}}}})
	{finding.path | some finding in policy.deny} == {["spec", "defaultBackend"]} with input as resource
}

test_violated_by_a_route if {
	{finding.path | some finding in policy.deny} == {["spec", "rules", 0]} with input as gateway([{"backendRefs": [{"name": "keycloak"}]}])
	{finding.path | some finding in policy.deny} == {["spec", "rules", 0, "matches", 0]} with input as gateway([{"matches": [{"path": {"type": "PathPrefix", "value": "/admin"}}], "backendRefs": [{"name": "keycloak"}]}])
}

test_satisfied if {
	every route in ["/realms/", "/resources/", "/auth/realms", "/realms", "/js"] {
		count(policy.deny) == 0 with input as ingress({}, [to(route)])
	}
	count(policy.deny) == 0 with input as ingress({}, [object.union(to("/"), {"pathType": "Exact"})])
	count(policy.deny) == 0 with input as ingress({}, [{"path": "/", "backend": {"service": {"name": "portal"}}}])
	count(policy.deny) == 0 with input as gateway([{"matches": [{"path": {"value": "/realms"}}], "backendRefs": [{"name": "keycloak"}]}])
}

test_restricted if {
	count(policy.deny) == 0 with input as ingress({allow: "10.0.0.0/8"}, [to("/")])
	count(policy.deny) == 0 with input as ingress({"appgw.ingress.kubernetes.io/use-private-ip": "true"}, [to("/")])
	every class in ["nginx-internal", "alb", "gce-internal"] {
		count(policy.deny) == 0 with input as object.union(ingress({}, [to("/")]), {"values": {"spec": {"ingressClassName": class}}})
	}
	facing := object.union(ingress({"alb.ingress.kubernetes.io/scheme": "internet-facing"}, [to("/")]), {"values": {"spec": {"ingressClassName": "alb"}}})
	count(policy.deny) == 1 with input as facing
	inside := object.union(gateway([{"backendRefs": [{"name": "keycloak"}]}]), {"values": {"spec": {"parentRefs": [{"name": "internal"}]}}})
	count(policy.deny) == 0 with input as inside
}

test_parameters if {
	renamed := ingress({}, [{"path": "/", "backend": {"service": {"name": "sso"}}}])
	count(policy.deny) == 0 with input as renamed
	count(policy.deny) == 1 with input as object.union(renamed, {"parameters": {"services": ["sso"]}})
	count(policy.deny) == 0 with input as object.union(ingress({"our/allow": "10.0.0.0/8"}, [to("/")]), {"parameters": {"restricting_annotations": ["our/allow"]}})
}

test_unknown_is_undetermined if {
	every path in [["metadata", "annotations"], ["spec", "ingressClassName"]] {
		resource := unknown_at(object.union(ingress({}, [to("/")]), {"values": {"spec": {"ingressClassName": ""}}}), path)
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {path}
	}
	hidden_path := unknown_at(ingress({}, [object.remove(to("/"), ["path"])]), ["spec", "rules", 0, "http", "paths", 0, "path"])
	count(policy.deny) == 0 with input as hidden_path
	open_at(hidden_path) == {["spec", "rules", 0, "http", "paths", 0, "path"]}
	rules := unknown_at(ingress({}, []), ["spec", "rules", 0, "http"])
	count(policy.deny) == 0 with input as rules
	open_at(rules) == {["spec", "rules", 0, "http"]}
	hidden := unknown_at(gateway([]), ["spec", "rules"])
	count(policy.deny) == 0 with input as hidden
	open_at(hidden) == {["spec", "rules"]}
}
