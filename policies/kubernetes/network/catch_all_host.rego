# METADATA
# title: Route answers for every host
# description: >-
#   Whatever name leads to the address is answered: forgotten domains, those of other departments, and the forged Host
#   headers by which links in mails are bent and caches poisoned.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
#   - ref: https://gateway-api.sigs.k8s.io/api-types/httproute/#hostnames
#   - ref: https://istio.io/latest/docs/reference/config/networking/gateway/#Server
# custom:
#   id: K8S-053
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - networking.k8s.io/Ingress
#     - extensions/Ingress
#     - gateway.networking.k8s.io/HTTPRoute
#     - gateway.networking.k8s.io/GRPCRoute
#     - gateway.networking.k8s.io/Gateway
#     - networking.istio.io/Gateway
#   scope: fleet
#   level: 4
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M4O3]
#   references: {nist-800-53: [SC-7]}
#   remediation: Write each host that is to be answered in `rules[].host`, `hostnames` or `hosts`.
package bartizan.kubernetes.catch_all_host

import data.bartizan.lib.gateway_api
import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s %q answers %s", [resource.kind, resource.name, words(host.name)]),
	"resource": resource.address,
	"path": host.path,
	"key": host.name,
} if {
	some resource in input.resources
	not hidden(resource)
	some host in hosts(resource)
	wide(host.name)
}

# A route without hosts takes those of the listeners that it is attached to.
deny contains {
	"message": sprintf("%s %q answers %s: listener %q of Gateway %q names no other", [route.kind, route.name, words(host), object.get(listener, "name", ""), gateway.name]),
	"resource": route.address,
	"path": ["spec", "hostnames"],
	"key": host,
} if {
	some route in without_hosts
	some parent in gateway_api.parents(route)
	some gateway in gateway_api.gateways_by_name[parent.name]
	count(kubernetes.unknown_around_of(gateway, ["spec", "listeners"])) == 0
	some listener in kubernetes.list(gateway.values, ["spec", "listeners"])
	gateway_api.chooses(parent, gateway, listener)
	host := object.get(listener, "hostname", "")
	wide(host)
}

undetermined contains {"resource": resource.address, "path": path, "reason": reason} if {
	some resource in input.resources
	some around in decisive[resource.kind]
	not gateway_of_gateway_api(resource)
	some path, reason in unknown.within_in(resource, around)
}

undetermined contains {"resource": route.address, "path": ["spec", "hostnames"], "reason": "the hosts of its gateway are not known here"} if {
	some route in without_hosts
	some parent in gateway_api.parents(route)
	not known(parent)
}

decisive := {
	"Ingress": [["spec", "rules"]],
	"HTTPRoute": [["spec", "hostnames"], ["spec", "parentRefs"], ["spec", "rules"]],
	"GRPCRoute": [["spec", "hostnames"], ["spec", "parentRefs"], ["spec", "rules"]],
	"Gateway": [["spec", "servers"]],
}

# Its listeners count through the routes.
gateway_of_gateway_api(resource) if {
	resource.kind == "Gateway"
	object.get(resource, "group", "") == gateway_api.group
}

hidden(resource) if {
	some around in decisive[resource.kind]
	unknown.within_in(resource, around)
}

# Routes that serve something and name no host.
without_hosts contains route if {
	some route in gateway_api.routes
	not hidden(route)
	count(kubernetes.list(route.values, ["spec", "hostnames"])) == 0
	not gateway_api.only_redirects(route)
}

known(parent) if {
	some gateway in gateway_api.gateways_by_name[parent.name]
	parent.namespace == object.get(gateway, "namespace", null)
	count(kubernetes.unknown_around_of(gateway, ["spec", "listeners"])) == 0
}

# The hosts of a resource, "" for all of them.
hosts(resource) := {{"name": object.get(rule, "host", ""), "path": array.concat(["spec", "rules", i], ["host" | object.get(rule, "host", null) != null])} |
	some i, rule in kubernetes.list(resource.values, ["spec", "rules"])
} if {
	resource.kind == "Ingress"
}

hosts(resource) := {{"name": host, "path": ["spec", "hostnames", i]} |
	some i, host in kubernetes.list(resource.values, ["spec", "hostnames"])
} if {
	resource.kind in gateway_api.route_kinds
}

# A host of a Gateway of Istio may name the namespace of its routes before a slash.
hosts(resource) := {{"name": name, "path": ["spec", "servers", i, "hosts", j]} |
	some i, server in kubernetes.list(resource.values, ["spec", "servers"])
	some j, host in kubernetes.list(server, ["hosts"])
	parts := split(host, "/")
	name := parts[count(parts) - 1]
} if {
	resource.kind == "Gateway"
	resource.group == "networking.istio.io"
}

wide(host) if host in {"", null}

wide(host) if startswith(host, "*")

words(host) := "every host" if host in {"", "*", null}

else := sprintf("all hosts of %q", [host])
