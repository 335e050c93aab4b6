package bartizan.lib.routes_test

import data.bartizan.lib.routes

ingress(annotations) := {"kind": "Ingress", "name": "web", "namespace": "prod", "address": "Ingress/web", "values": {"metadata": {"annotations": annotations}, "spec": {}}}

plugins(resources) := found if {
	found := {plugin | some route in routes.all; some plugin in route.plugins} with input as {"complete": true, "resources": resources}
}

doubts(resources) := found if {
	found := {doubt | some route in routes.all; some doubt in route.doubts} with input as {"complete": true, "resources": resources}
}

test_kong if {
	plugin := {"kind": "KongPlugin", "name": "limit", "namespace": "prod", "values": {"plugin": "rate-limiting"}}
	global := {"kind": "KongClusterPlugin", "name": "g", "values": {"metadata": {"labels": {"global": "true"}}, "plugin": "jwt"}}
	plugins([ingress({"konghq.com/plugins": "limit"}), plugin, global]) == {"rate-limiting", "jwt"}
	doubts([ingress({"konghq.com/plugins": "limit"}), plugin]) == set()
	doubts([ingress({"konghq.com/plugins": "limit"})]) == {`the plugin "limit" is not known here`}
}

test_traefik if {
	middleware := {"kind": "Middleware", "name": "limit", "namespace": "prod", "values": {"spec": {"rateLimit": {}}}}
	plugins([ingress({"traefik.ingress.kubernetes.io/router.middlewares": "prod-limit@kubernetescrd"}), middleware]) == {"ratelimit"}
}

test_apisix if {
	route := {"kind": "ApisixRoute", "name": "r", "namespace": "prod", "address": "r", "values": {"spec": {"http": [{
		"name": "a",
		"plugin_config_name": "c",
		"authentication": {"enable": true, "type": "jwtAuth"},
		"plugins": [{"name": "limit-req", "enable": true}, {"name": "limit-conn", "enable": false}],
	}]}}}
	config := {"kind": "ApisixPluginConfig", "name": "c", "namespace": "prod", "values": {"spec": {"plugins": [{"name": "cors"}]}}}
	rule := {"kind": "ApisixGlobalRule", "name": "g", "values": {"spec": {"plugins": [{"name": "prometheus", "enable": true}]}}}
	plugins([route, config, rule]) == {"jwtauth", "limit-req", "cors", "prometheus"}
	doubts([route]) == {"its plugins are not known here"}
}

test_without_controller if {
	doubts([ingress({})]) == {"its controller is not known here"}
}
