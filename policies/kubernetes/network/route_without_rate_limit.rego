# METADATA
# title: Public route has no rate limit
# description: >-
#   One caller can try passwords without end or ask so much that nobody else is served; services with a login suffer
#   first.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#rate-limiting
#   - ref: https://developer.konghq.com/plugins/rate-limiting/
#   - ref: https://apisix.apache.org/docs/apisix/plugins/limit-count/
# custom:
#   id: K8S-049
#   severity: medium
#   confidence: low
#   platform: kubernetes
#   kinds:
#     - networking.k8s.io/Ingress
#     - extensions/Ingress
#     - configuration.konghq.com/KongPlugin
#     - configuration.konghq.com/KongClusterPlugin
#     - traefik.io/Middleware
#     - traefik.containo.us/Middleware
#     - apisix.apache.org/ApisixRoute
#     - apisix.apache.org/ApisixPluginConfig
#     - apisix.apache.org/ApisixGlobalRule
#   scope: fleet
#   level: 2
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2T4, D5]
#   references: {nist-800-53: [SC-5], owasp: ["API4:2023"]}
#   remediation: >-
#     Set `nginx.ingress.kubernetes.io/limit-rps`, attach the plugin `rate-limiting` of Kong, `limit-req` or `limit-count` of
#     APISIX, or a middleware `rateLimit` of Traefik.
#   parameters:
#     annotations_prefix:
#       type: string
#       default: nginx.ingress.kubernetes.io
#       description: Prefix of the annotations that ingress-nginx reads (`--annotations-prefix`).
package bartizan.kubernetes.route_without_rate_limit

import data.bartizan.lib.ingress
import data.bartizan.lib.routes

deny contains {
	"message": sprintf("%s has no rate limit", [route.title]),
	"resource": route.resource.address,
	"path": route.path,
	"fix": fix(route),
} if {
	some route in open
	count(route.doubts) == 0
}

undetermined contains {"resource": route.resource.address, "path": route.path, "reason": reason} if {
	some route in open
	some reason in route.doubts
}

# Load balancers of clouds limit rates by their firewalls, which are the matter of other policies.
open contains route if {
	some route in routes.all
	not route.controller in {"alb", "agic", "gce"}
	not limited(route)
}

limited(route) if {
	some name in {
		ingress.nginx_name("limit-rps"), ingress.nginx_name("limit-rpm"), ingress.nginx_name("limit-connections"),
		"nginx.org/limit-req-rate", "haproxy.org/rate-limit-requests", "haproxy-ingress.github.io/limit-rps",
		"haproxy-ingress.github.io/limit-connections",
	}
	ingress.annotation(route.resource, name)
}

limited(route) if {
	some plugin in {
		"rate-limiting", "rate-limiting-advanced", "service-protection", "limit-req", "limit-count", "limit-conn",
		"ratelimit", "inflightreq",
	}
	plugin in route.plugins
}

fix(route) := [{"op": "set", "path": ["metadata", "annotations", ingress.nginx_name("limit-rps")], "value": "20", "safety": "unsafe"} |
	route.controller == "nginx"
]
