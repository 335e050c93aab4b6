# METADATA
# title: Gateway listener serves plaintext or takes routes of every namespace
# description: >-
#   On a listener without TLS everything can be read on the way; on one that takes routes of all namespaces any team,
#   or whoever broke into one, can put its own page on the public edge.
# related_resources:
#   - ref: https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/
#   - ref: https://gateway-api.sigs.k8s.io/guides/tls/
#   - ref: https://gateway-api.sigs.k8s.io/concepts/security-model/
# custom:
#   id: K8S-051
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - gateway.networking.k8s.io/Gateway
#     - gateway.networking.k8s.io/HTTPRoute
#     - gateway.networking.k8s.io/GRPCRoute
#   scope: fleet
#   level: 1
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M1T2, M3O2, D5]
#   references: {nist-800-53: [SC-8, SC-7]}
#   remediation: >-
#     Attach to the HTTP listener one HTTPRoute that redirects to https and name the HTTPS listener (`sectionName`) in all
#     others; set `allowedRoutes.namespaces.from` to Same or Selector.
package bartizan.kubernetes.gateway_listener_exposed

import data.bartizan.lib.gateway_api
import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("Gateway %q serves %s %q in plaintext on its listener %q", [gateway.name, route.kind, route.name, object.get(listener, "name", i)]),
	"resource": gateway.address,
	"path": ["spec", "listeners", i, "protocol"],
	"key": route.address,
	"related": [{"path": ["spec", "parentRefs"], "message": "the route", "resource": route.address}],
} if {
	some gateway in judged
	some i, listener in kubernetes.list(gateway.values, ["spec", "listeners"])
	object.get(listener, "protocol", "") == "HTTP"
	some route in gateway_api.attached(gateway, listener)
	count(gateway_api.doubts(route)) == 0
	not gateway_api.only_redirects(route)
}

deny contains {
	"message": sprintf("Gateway %q has no certificate on its listener %q", [gateway.name, object.get(listener, "name", i)]),
	"resource": gateway.address,
	"path": ["spec", "listeners", i, "tls"],
} if {
	some gateway in judged
	some i, listener in kubernetes.list(gateway.values, ["spec", "listeners"])
	object.get(listener, "protocol", "") in {"HTTPS", "TLS"}
	object.get(listener, "tls", null) in [null, {}]
}

deny contains {
	"message": sprintf("Gateway %q takes routes of every namespace on its listener %q", [gateway.name, object.get(listener, "name", i)]),
	"resource": gateway.address,
	"path": ["spec", "listeners", i, "allowedRoutes", "namespaces", "from"],
	"fix": [{"op": "set", "path": ["spec", "listeners", i, "allowedRoutes", "namespaces", "from"], "value": "Same", "safety": "unsafe"}],
} if {
	some gateway in judged
	some i, listener in kubernetes.list(gateway.values, ["spec", "listeners"])
	object.get(listener, ["allowedRoutes", "namespaces", "from"], "Same") == "All"
}

undetermined contains {"resource": gateway.address, "path": path, "reason": reason} if {
	some gateway in gateway_api.gateways
	some path, reason in unknown.within_in(gateway, ["spec", "listeners"])
}

undetermined contains {"resource": gateway.address, "path": ["spec", "listeners", i, "protocol"], "reason": reason} if {
	some gateway in judged
	some i, listener in kubernetes.list(gateway.values, ["spec", "listeners"])
	object.get(listener, "protocol", "") == "HTTP"
	reason := doubt(gateway_api.attached(gateway, listener))
}

# Proxies inside the mesh are not at the edge.
judged contains gateway if {
	some gateway in gateway_api.gateways
	not unknown.within_in(gateway, ["spec", "listeners"])
	not contains(object.get(gateway.values, ["spec", "gatewayClassName"], ""), "waypoint")
}

doubt(routes) := "the routes of the listener may stand outside this scan" if {
	count(routes) == 0
	not input.complete
}

doubt(routes) := "not all of a route is known" if {
	some route in routes
	count(gateway_api.doubts(route)) > 0
}
