# METADATA
# description: >-
#   Workloads that are known by name, and what stands before them: the Services that select their pods, the Ingresses that
#   lead to these, and the policies that select them. For policies of scope fleet.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes
#   - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
package bartizan.lib.served_workload

import data.bartizan.lib.ingress
import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes

# Deployments and StatefulSets that go by one of `names`: their own name, their labels, their images.
named(names) := [resource |
	some resource in input.resources
	resource.kind in {"Deployment", "StatefulSet"}
	count((installed.names_of(resource) | labelled(resource)) & {name | some name in names}) > 0
]

labelled(resource) := {lower(value) |
	some key, value in labels(resource)
	key in {"app", "component", "app.kubernetes.io/component", "app.kubernetes.io/name"}
	is_string(value)
}

# Labels of the pods of a workload.
labels(resource) := kubernetes.map(resource.values, ["spec", "template", "metadata", "labels"])

# Null where the manifest leaves the namespace to the deployment.
namespace(resource) := object.get(resource, "namespace", null)

# Does the selector, a map of labels, choose the pods of `resource`?
chooses(selector, resource) if {
	count(selector) > 0
	every key, value in selector {
		labels(resource)[key] == value
	}
}

# Does a selector with `matchLabels` choose the pods of `resource`? An empty one chooses all; expressions are taken to.
selects(selector, _) if count(kubernetes.map(selector, ["matchLabels"])) == 0

selects(selector, resource) if chooses(kubernetes.map(selector, ["matchLabels"]), resource)

# Names of the Services that select the pods of the workload.
services(resource) := {service.name |
	some service in installed.of({"Service"})
	namespace(service) == namespace(resource)
	chooses(kubernetes.map(service.values, ["spec", "selector"]), resource)
}

# Rules of Ingresses that lead to the workload without TLS: `{ingress, host, path}`.
plain_routes(resource) := {{"ingress": route, "host": host, "path": ["spec", "rules", i]} |
	found := services(resource)
	some route in installed.of({"Ingress"})
	namespace(route) == namespace(resource)
	not tls_elsewhere(route)
	some i, rule in kubernetes.list(route.values, ["spec", "rules"])
	some path in kubernetes.list(rule, ["http", "paths"])
	backend(path) in found
	host := object.get(rule, "host", "")
	not covered(route, host)
}

backend(path) := object.get(path, ["backend", "service", "name"], object.get(path, ["backend", "serviceName"], ""))

covered(route, host) if {
	some entry in kubernetes.list(route.values, ["spec", "tls"])
	some pattern in object.get(entry, "hosts", [host])
	matches(lower(pattern), lower(host))
}

matches(pattern, host) if pattern == host

# A wildcard stands for exactly one label.
matches(pattern, host) if {
	startswith(pattern, "*.")
	indexof(host, ".") > 0
	substring(pattern, 1, -1) == substring(host, indexof(host, "."), -1)
}

# Controllers that take their certificate from elsewhere.
tls_elsewhere(route) if {
	some name in {
		"alb.ingress.kubernetes.io/certificate-arn", "networking.gke.io/managed-certificates",
		"ingress.gcp.kubernetes.io/pre-shared-cert", "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
		"route.openshift.io/termination", "traefik.ingress.kubernetes.io/router.tls",
	}
	ingress.annotation(route, name)
}

tls_elsewhere(route) if contains(ingress.annotation(route, "alb.ingress.kubernetes.io/listen-ports"), "HTTPS")

# Kinds of which something that decides is not known, among `kinds` and the workloads given.
unsettled(kinds, workloads) := {resource.kind |
	some resource in array.concat(installed.of(kinds), workloads)
	some entry in object.get(resource, "unknown", [])
	decides(resource.kind, entry.path)
}

decides(kind, path) if {
	kind in {"Deployment", "StatefulSet"}
	array.slice(path, 0, 4) in [["spec"], ["spec", "template"], ["spec", "template", "metadata"], ["spec", "template", "metadata", "labels"]]
}

decides(kind, path) if {
	not kind in {"Deployment", "StatefulSet"}
	path[0] == "spec"
}

decides("Ingress", path) if array.slice(path, 0, 2) == ["metadata", "annotations"]
