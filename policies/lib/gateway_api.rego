# METADATA
# description: >-
#   Which routes of the Gateway API are attached to which listeners (https://gateway-api.sigs.k8s.io/reference/spec/). For
#   policies that see more than one resource.
package bartizan.lib.gateway_api

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

group := "gateway.networking.k8s.io"

route_kinds := {"HTTPRoute", "GRPCRoute"}

routes contains resource if {
	some resource in input.resources
	resource.kind in route_kinds
}

gateways contains resource if {
	some resource in input.resources
	resource.kind == "Gateway"
	resource.group == group
}

gateways_by_name[gateway.name] contains gateway if some gateway in gateways

# Routes by the name of the Gateway that they name.
routes_by_gateway[parent.name] contains {"route": route, "parent": parent} if {
	some route in routes
	some parent in parents(route)
}

# The Gateways that a route names: name, namespace, and listener where it names one.
parents(route) := {parent |
	some reference in kubernetes.list(route.values, ["spec", "parentRefs"])
	object.get(reference, "kind", "Gateway") == "Gateway"
	object.get(reference, "group", group) == group
	parent := {
		"name": object.get(reference, "name", ""),
		"namespace": object.get(reference, "namespace", object.get(route, "namespace", null)),
		"section": object.get(reference, "sectionName", null),
		"port": object.get(reference, "port", null),
	}
}

# Routes attached to `listener` of `gateway`.
attached(gateway, listener) := {entry.route |
	some entry in routes_by_gateway[gateway.name]
	chooses(entry.parent, gateway, listener)
	meets(object.get(listener, "hostname", ""), kubernetes.list(entry.route.values, ["spec", "hostnames"]))
}

# Does the parent that a route names mean `listener` of `gateway`?
chooses(parent, gateway, listener) if {
	parent.namespace == object.get(gateway, "namespace", null)
	parent.section in {null, object.get(listener, "name", "")}
	parent.port in {null, object.get(listener, "port", 0)}
}

# Does a listener for `hostname` take some of the hosts of a route?
meets("", _)

meets(hostname, hosts) if {
	hostname != ""
	count(hosts) == 0
}

meets(hostname, hosts) if {
	hostname != ""
	some host in hosts
	some pair in [[hostname, host], [host, hostname]]
	covers(pair[0], pair[1])
}

covers(host, host)

covers(pattern, host) if {
	startswith(pattern, "*.")
	endswith(host, substring(pattern, 1, -1))
}

# Does every rule of the route send the caller to HTTPS?
only_redirects(route) if {
	rules := kubernetes.list(route.values, ["spec", "rules"])
	count(rules) > 0
	every rule in rules {
		some filter in kubernetes.list(rule, ["filters"])
		object.get(filter, "type", "") == "RequestRedirect"
		object.get(filter, ["requestRedirect", "scheme"], "") == "https"
	}
}

# Is something of what the route does not known? `{path: reason}`.
doubts(route) := {path: reason |
	some field in ["parentRefs", "hostnames", "rules"]
	some path, reason in unknown.within_in(route, ["spec", field])
}
