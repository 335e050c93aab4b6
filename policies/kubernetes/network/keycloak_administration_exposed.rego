# METADATA
# title: Administration of Keycloak is reachable by everyone
# description: >-
#   The paths `/` and `/admin` lead to the console and interface with which the whole identity provider is run. Open
#   to all, they invite password guessing and every future flaw; users need `/realms/` and `/resources/` only.
# related_resources:
#   - ref: https://www.keycloak.org/server/reverseproxy
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#whitelist-source-range
# custom:
#   id: KC-054
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds: [networking.k8s.io/Ingress, extensions/Ingress, gateway.networking.k8s.io/HTTPRoute]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M1O1, M4O3, P5]
#   references: {nist-800-53: [AC-17]}
#   remediation: >-
#     Route `/realms/` and `/resources/` only, and `/admin/` through an Ingress of its own with
#     `nginx.ingress.kubernetes.io/whitelist-source-range` or an internal controller.
#   parameters:
#     services:
#       type: array
#       default: ["*keycloak*"]
#       description: Names or patterns of the Services of Keycloak.
#     restricting_annotations:
#       type: array
#       default: [nginx.ingress.kubernetes.io/whitelist-source-range, nginx.ingress.kubernetes.io/allowlist-source-range, nginx.ingress.kubernetes.io/auth-tls-secret, nginx.ingress.kubernetes.io/auth-url, haproxy.org/allow-list, haproxy.org/whitelist, haproxy-ingress.github.io/allowlist-source-range, alb.ingress.kubernetes.io/inbound-cidrs, traefik.ingress.kubernetes.io/router.middlewares, nginx.org/policies]
#       description: Annotations that keep strangers out.
package bartizan.kubernetes.keycloak_administration_exposed

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

deny contains {
	"message": sprintf("%s leads everybody to the administration of Keycloak: path %q of service %q", [kubernetes.title, route.route, route.service]),
	"path": route.at,
	"key": concat(" ", [route.host, route.route]),
} if {
	not restricted
	count(open_restriction | open_routes) == 0
	some route in routes
	administers(route)
}

undetermined contains entry if {
	not restricted
	some route in routes
	administers(route)
	some entry in open_restriction
}

undetermined contains entry if {
	not restricted
	some entry in open_routes
}

default open_routes := set()

open_routes := kubernetes.unknown_in(["spec", "rules"], ["http"]) | kubernetes.unknown_around(["spec", "defaultBackend"]) if input.kind == "Ingress"

open_routes := kubernetes.unknown_in(["spec", "rules"], ["matches"]) | kubernetes.unknown_in(["spec", "rules"], ["backendRefs"]) if {
	input.kind == "HTTPRoute"
}

open_restriction := union({
	kubernetes.unknown_around(["metadata", "annotations"]),
	kubernetes.unknown_around(["spec", "ingressClassName"]),
	kubernetes.unknown_in(["spec", "parentRefs"], ["name"]),
})

patterns := params.get("services", ["*keycloak*"])

administers(route) if {
	some pattern in patterns
	glob.match(pattern, null, route.service)
	route.exact == false
	regex.match(`^(/auth)?(/|/?[*]|/admin([/(*].*)?)?$`, route.route)
}

administers(route) if {
	some pattern in patterns
	glob.match(pattern, null, route.service)
	route.exact == true
	startswith(trim_prefix(route.route, "/auth"), "/admin")
}

routes contains {
	"host": object.get(rule, "host", "*"),
	"route": object.get(entry, "path", "/"),
	"exact": object.get(entry, "pathType", "Prefix") == "Exact",
	"service": service(object.get(entry, "backend", {})),
	"at": array.concat(["spec", "rules", i, "http", "paths", j], part(entry, "path")),
} if {
	input.kind == "Ingress"
	some i, rule in kubernetes.list(input.values, ["spec", "rules"])
	some j, entry in kubernetes.list(rule, ["http", "paths"])
}

routes contains {"host": "*", "route": "/", "exact": false, "service": service(backend), "at": ["spec", field]} if {
	input.kind == "Ingress"
	some field in ["defaultBackend", "backend"]
	backend := object.get(input.values, ["spec", field], null)
	backend != null
}

routes contains {
	"host": concat(",", kubernetes.list(input.values, ["spec", "hostnames"])),
	"route": object.get(match, ["path", "value"], "/"),
	"exact": object.get(match, ["path", "type"], "PathPrefix") == "Exact",
	"service": object.get(backend, "name", ""),
	"at": array.concat(["spec", "rules", i], place),
} if {
	input.kind == "HTTPRoute"
	some i, rule in kubernetes.list(input.values, ["spec", "rules"])
	some backend in kubernetes.list(rule, ["backendRefs"])
	some [match, place] in matches(rule)
}

matches(rule) := [[match, ["matches", j]] | some j, match in rule.matches] if count(kubernetes.list(rule, ["matches"])) > 0

matches(rule) := [[{}, []]] if count(kubernetes.list(rule, ["matches"])) == 0

# networking.k8s.io/v1 and what came before it.
service(backend) := object.get(backend, ["service", "name"], object.get(backend, "serviceName", ""))

part(entry, key) := [key] if key in object.keys(entry)

part(entry, key) := [] if not key in object.keys(entry)

# The way in asks where a request comes from, or for a certificate or login before Keycloak's own.
restricted if {
	some name in params.get("restricting_annotations", [
		"nginx.ingress.kubernetes.io/whitelist-source-range", "nginx.ingress.kubernetes.io/allowlist-source-range",
		"nginx.ingress.kubernetes.io/auth-tls-secret", "nginx.ingress.kubernetes.io/auth-url", "haproxy.org/allow-list",
		"haproxy.org/whitelist", "haproxy-ingress.github.io/allowlist-source-range", "alb.ingress.kubernetes.io/inbound-cidrs",
		"traefik.ingress.kubernetes.io/router.middlewares", "nginx.org/policies",
	])
	value := object.get(kubernetes.annotations, name, "")
	value != ""
	not contains(value, "0.0.0.0/0")
}

# Load balancers inside the network: that of AWS unless it says otherwise.
restricted if {
	class in {"alb", "gce-internal"}
	object.get(kubernetes.annotations, "alb.ingress.kubernetes.io/scheme", "internal") == "internal"
}

restricted if lower(object.get(kubernetes.annotations, "appgw.ingress.kubernetes.io/use-private-ip", "")) == "true"

restricted if regex.match(`internal|private|intranet`, lower(class))

restricted if {
	parents := kubernetes.list(input.values, ["spec", "parentRefs"])
	count(parents) > 0
	every parent in parents {
		regex.match(`internal|private|intranet|mesh`, lower(object.get(parent, "name", "")))
	}
}

class := object.get(input.values, ["spec", "ingressClassName"], object.get(kubernetes.annotations, "kubernetes.io/ingress.class", ""))
