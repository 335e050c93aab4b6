package bartizan.lib.gateway_api_test

import data.bartizan.lib.gateway_api

gateway := {"kind": "Gateway", "group": "gateway.networking.k8s.io", "name": "edge", "namespace": "edge", "address": "g", "values": {}}

route(parent, hosts) := {"kind": "HTTPRoute", "name": "r", "namespace": "prod", "address": "r", "values": {"spec": {"parentRefs": [parent], "hostnames": hosts}}}

listener := {"name": "web", "port": 80, "hostname": "*.example.org"}

test_attached if {
	every parent in [
		{"name": "edge", "namespace": "edge"},
		{"name": "edge", "namespace": "edge", "sectionName": "web"},
		{"name": "edge", "namespace": "edge", "port": 80},
	] {
		every hosts in [[], ["a.example.org"], ["*.a.example.org"], ["*.example.org"]] {
			count(gateway_api.attached(gateway, listener)) == 1 with input as {"resources": [route(parent, hosts)]}
		}
	}
}

test_not_attached if {
	every parent in [
		{"name": "edge"},
		{"name": "edge", "namespace": "edge", "sectionName": "other"},
		{"name": "edge", "namespace": "edge", "kind": "Service", "group": ""},
	] {
		count(gateway_api.attached(gateway, listener)) == 0 with input as {"resources": [route(parent, [])]}
	}
	count(gateway_api.attached(gateway, listener)) == 0 with input as {"resources": [route({"name": "edge", "namespace": "edge"}, ["a.example.com"])]}
}
