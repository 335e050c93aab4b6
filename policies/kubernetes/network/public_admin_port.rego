# METADATA
# title: Database or administration port faces the users
# description: >-
#   Databases, dashboards and secret stores are for the few who run them. On a public load balancer, a NodePort or an
#   Ingress every citizen, and every attacker, gets their login page.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
#   - ref: https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml
# custom:
#   id: K8S-056
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds: [Service, networking.k8s.io/Ingress, extensions/Ingress]
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, M4O3, B2]
#   references: {nist-800-53: [SC-7]}
#   remediation: Make the Service ClusterIP without an Ingress, and reach it by a VPN, a bastion or `kubectl port-forward`.
#   parameters:
#     ports:
#       type: array
#       default: [1433, 1521, 2379, 3306, 5432, 5601, 5984, 6379, 8200, 9042, 9090, 9200, 9300, 11211, 15000, 27017]
#       description: >-
#         Ports that may not face users. Port 3000 counts where the Service is named after Grafana: many web servers
#         use it.
package bartizan.kubernetes.public_admin_port

import data.bartizan.lib.ingress
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.service
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s %q opens port %v%s %s", [resource.kind, resource.name, number, label(number), way]),
	"resource": resource.address,
	"path": array.concat(["spec", "ports", i], [field]),
	"key": sprintf("%v", [number]),
} if {
	some resource in services
	way := exposure(resource)
	count(service.unknown_entries(resource)) == 0
	some i, port in kubernetes.list(resource.values, ["spec", "ports"])
	some field, number in judged_port(resource, port)
}

deny contains {
	"message": sprintf("Ingress %q serves port %v%s of Service %q", [resource.name, number, label(number), backend.service]),
	"resource": resource.address,
	"path": backend.path,
	"key": sprintf("%v", [number]),
} if {
	some resource in input.resources
	resource.kind == "Ingress"
	not ingress.inside(resource)
	count(ingress.doubts(resource)) == 0
	some backend in backends(resource)
	some number in numbers(resource, backend)
}

undetermined contains {"resource": resource.address, "path": entry.path, "reason": entry.reason} if {
	some resource in services
	entries := service.unknown_entries(resource) | {entry |
		exposure(resource)
		some entry in union({kubernetes.unknown_in_of(resource, ["spec", "ports"], [field]) | some field in ["port", "targetPort"]})
	}
	some entry in entries
}

undetermined contains {"resource": resource.address, "path": path, "reason": reason} if {
	some resource in input.resources
	resource.kind == "Ingress"
	some around in [["spec", "rules"], ["spec", "defaultBackend"], ["spec", "backend"], ["spec", "ingressClassName"], ["metadata", "annotations"]]
	some path, reason in unknown.within_in(resource, around)
}

services contains resource if {
	some resource in input.resources
	resource.kind == "Service"
}

exposure(resource) := "to the whole internet" if service.open(resource)

exposure(resource) := "on every node" if service.type(resource) == "NodePort"

# What a port of a Service is, or leads to: the field that says it, and the number.
judged_port(resource, port) := {"port": port.port} if {
	forbidden(object.get(resource, "name", ""), port.port)
} else := {"targetPort": port.targetPort} if {
	forbidden(object.get(resource, "name", ""), port.targetPort)
}

forbidden(_, number) if number in params.get("ports", ports)

ports := [1433, 1521, 2379, 3306, 5432, 5601, 5984, 6379, 8200, 9042, 9090, 9200, 9300, 11211, 15000, 27017]

forbidden(name, 3000) if contains(lower(name), "grafana")

# The backends of an Ingress, in the form of networking.k8s.io/v1 and in the older one.
backends(resource) := {backend |
	some place in backend_places(resource)
	some form in [
		{"name": ["service", "name"], "number": ["service", "port", "number"], "named": ["service", "port", "name"]},
		{"name": ["serviceName"], "number": ["servicePort"], "named": ["servicePort"]},
	]
	found := object.get(place.values, form.name, null)
	is_string(found)
	backend := {
		"service": found,
		"path": array.concat(place.path, form.number),
		"number": object.get(place.values, form.number, null),
		"named": object.get(place.values, form.named, null),
	}
}

backend_places(resource) := {{"path": array.concat(["spec"], [field]), "values": values} |
	some field in ["defaultBackend", "backend"]
	values := object.get(resource.values, ["spec", field], null)
	is_object(values)
} | {{"path": ["spec", "rules", i, "http", "paths", j, "backend"], "values": values} |
	some i, rule in kubernetes.list(resource.values, ["spec", "rules"])
	some j, entry in kubernetes.list(rule, ["http", "paths"])
	values := object.get(entry, "backend", null)
	is_object(values)
}

# The number that the Ingress names, or the one that the port of the Service leads to.
numbers(resource, backend) := {backend.number} if {
	forbidden(backend.service, backend.number)
} else := {number |
	some target in services_by_name[backend.service]
	object.get(target, "namespace", null) == object.get(resource, "namespace", null)
	some port in kubernetes.list(target.values, ["spec", "ports"])
	meant(port, backend)
	some number in judged_port(target, port)
}

meant(port, backend) if port.port == backend.number

meant(port, backend) if port.name == backend.named

services_by_name[resource.name] contains resource if some resource in services

label(number) := sprintf(" (%s)", [names[sprintf("%v", [number])]]) if names[sprintf("%v", [number])]

else := ""

names := {
	"1433": "SQL Server", "1521": "Oracle", "2379": "etcd", "3000": "Grafana", "3306": "MySQL", "5432": "PostgreSQL",
	"5601": "Kibana", "5984": "CouchDB", "6379": "Redis", "8200": "Vault", "9042": "Cassandra", "9090": "Prometheus",
	"9200": "Elasticsearch", "9300": "Elasticsearch", "11211": "Memcached", "15000": "Envoy", "27017": "MongoDB",
}
