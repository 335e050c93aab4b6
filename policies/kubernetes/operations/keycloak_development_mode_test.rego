package bartizan.kubernetes.keycloak_development_mode_test

import data.bartizan.kubernetes.keycloak_development_mode as policy

server(values) := {
	"kind": "Deployment",
	"group": "apps",
	"name": "sso",
	"address": "Deployment/sso",
	"version": null,
	"unknown": [],
	"values": {"spec": {"template": {"spec": {"containers": [object.union({"name": "keycloak", "image": "quay.io/keycloak/keycloak:26.4"}, values)]}}}},
}

operated(spec) := {"kind": "Keycloak", "group": "k8s.keycloak.org", "name": "sso", "address": "Keycloak.k8s.keycloak.org/sso", "version": null, "unknown": [], "values": {"spec": spec}}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "value from a Secret"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

at(rest) := array.concat(["spec", "template", "spec", "containers", 0], rest)

environment(name, value) := {"env": [{"name": name, "value": value}]}

test_violated_by_development_mode if {
	policy.deny == {{"message": `container "keycloak" starts Keycloak in development mode`, "path": at(["args", 0])}} with input as server({"args": ["start-dev"]})
	count(policy.deny) == 1 with input as server({"command": ["sh", "-c", "/opt/keycloak/bin/kc.sh start-dev --import-realm"]})
	count(policy.deny) == 0 with input as object.union(server({"args": ["start-dev"]}), {"values": {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": "x", "args": ["start-dev"]}]}}}}})
}

test_violated_by_plain_http if {
	policy.deny == {{
		"message": `container "keycloak" serves Keycloak over plain HTTP, and not behind a proxy that ends TLS`,
		"path": at(["env", 0, "value"]),
	}} with input as server(environment("KC_HTTP_ENABLED", "true"))
	count(policy.deny) == 1 with input as server({"args": ["start", "--http-enabled=true", "--proxy=none"]})
}

test_violated_by_a_loose_host_name if {
	policy.deny == {{
		"message": `container "keycloak" lets Keycloak take its host name from requests`,
		"path": at(["env", 0, "value"]),
		"fix": [{"op": "set", "path": at(["env", 0, "value"]), "value": "true", "safety": "unsafe"}],
	}} with input as server(environment("KC_HOSTNAME_STRICT", "false"))
	count(policy.deny) == 1 with input as server({"args": ["start", "--hostname-strict=false"]})
}

test_violated_by_an_operated_server if {
	{finding.path | some finding in policy.deny} == {["spec", "http", "httpEnabled"], ["spec", "hostname", "strict"]} with input as operated({"http": {"httpEnabled": true}, "hostname": {"strict": false}})
}

test_satisfied if {
	count(policy.deny) == 0 with input as server({"args": ["start"]})
	count(policy.deny) == 0 with input as server({"args": ["start", "--http-enabled=true", "--proxy-headers=xforwarded"]})
	count(policy.deny) == 0 with input as server({"args": ["start", "--http-enabled", "true", "--proxy", "edge"]})
	count(policy.deny) == 0 with input as operated({})
	count(policy.deny) == 0 with input as operated({"http": {"httpEnabled": true}, "proxy": {"headers": "xforwarded"}, "hostname": {"strict": true}})
	count(policy.deny) == 0 with input as operated({"http": {"httpEnabled": true}, "additionalOptions": [{"name": "proxy", "value": "edge"}]})
	count(policy.deny) == 0 with input as operated({"http": {"httpEnabled": true}, "ingress": {"tlsSecret": "tls"}})
}

test_unknown_is_undetermined if {
	every rest in [["image"], ["args"], ["env"], ["command"]] {
		resource := unknown_at(server(environment("KC_HTTP_ENABLED", "true")), at(rest))
		open_at(resource) == {at(rest)}
	}
	count(policy.deny) == 0 with input as unknown_at(server(environment("KC_HTTP_ENABLED", "true")), at(["args"]))
	every path in [["spec", "http", "httpEnabled"], ["spec", "hostname", "strict"]] {
		resource := unknown_at(operated({}), path)
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {path}
	}
	every path in [["spec", "proxy"], ["spec", "ingress"], ["spec", "additionalOptions"]] {
		resource := unknown_at(operated({"http": {"httpEnabled": true}}), path)
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {path}
	}
}

test_environment_from_elsewhere if {
	resource := server(object.union(environment("KC_HTTP_ENABLED", "true"), {"envFrom": [{"configMapRef": {"name": "sso"}}]}))
	count(policy.deny) == 0 with input as resource
	open_at(resource) == {at(["env", 0, "value"])}
}
