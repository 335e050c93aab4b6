# METADATA
# title: Ingress has no web application firewall
# description: >-
#   Known attacks on web applications, injections and scripts in forms, reach the service as they are; a firewall with
#   the rules of OWASP stops most of them until the fault is mended.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#modsecurity
#   - ref: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#wafv2-acl-arn
#   - ref: https://azure.github.io/application-gateway-kubernetes-ingress/annotations/#waf-policy-for-path
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-armor-backendconfig
# custom:
#   id: K8S-047
#   severity: high
#   confidence: low
#   profile: strict
#   platform: kubernetes
#   kinds:
#     - networking.k8s.io/Ingress
#     - extensions/Ingress
#     - configuration.konghq.com/KongPlugin
#     - configuration.konghq.com/KongClusterPlugin
#     - traefik.io/Middleware
#     - traefik.containo.us/Middleware
#     - ConfigMap
#     - cloud.google.com/BackendConfig
#   scope: fleet
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T4, A6]
#   references: {nist-800-53: [SC-7], owasp: ["A03:2021"]}
#   remediation: >-
#     Switch on `enable-modsecurity` and the OWASP core rules of ingress-nginx, or attach the firewall of your controller or
#     cloud (`alb.ingress.kubernetes.io/wafv2-acl-arn`, `appgw.ingress.kubernetes.io/waf-policy-for-path`).
#   parameters:
#     annotations_prefix:
#       type: string
#       default: nginx.ingress.kubernetes.io
#       description: Prefix of the annotations that ingress-nginx reads (`--annotations-prefix`).
package bartizan.kubernetes.ingress_without_firewall

import data.bartizan.lib.ingress
import data.bartizan.lib.kubernetes
import data.bartizan.lib.routes

deny contains {
	"message": sprintf("%s has no web application firewall", [route.title]),
	"resource": route.resource.address,
	"path": route.path,
	"fix": fix(route),
} if {
	some route in open
	count(doubts(route)) == 0
}

undetermined contains {"resource": route.resource.address, "path": route.path, "reason": reason} if {
	some route in open
	some reason in doubts(route)
}

open contains route if {
	some route in routes.all
	not guarded(route)
}

doubts(route) := (route.doubts | {"the firewall may be set outside this scan" | not input.complete}) | {"the firewall may belong to the gateway itself" |
	route.controller == "agic"
}

guarded(route) if {
	ingress.on(route.resource, ingress.nginx_name("enable-modsecurity"))
	core_rules(route.resource)
}

# What the controller does for all, unless the Ingress switches it off.
guarded(route) if {
	route.controller == "nginx"
	not ingress.off(route.resource, ingress.nginx_name("enable-modsecurity"))
	some resource in input.resources
	resource.kind == "ConfigMap"
	data_of := kubernetes.map(resource.values, ["data"])
	object.get(data_of, "enable-modsecurity", "") == "true"
	object.get(data_of, "enable-owasp-modsecurity-crs", "") == "true"
}

guarded(route) if {
	some name in {
		"alb.ingress.kubernetes.io/wafv2-acl-arn", "alb.ingress.kubernetes.io/waf-acl-id",
		"alb.ingress.kubernetes.io/wafv2-acl-name", "appgw.ingress.kubernetes.io/waf-policy-for-path",
		"haproxy-ingress.github.io/waf",
	}
	ingress.annotation(route.resource, name)
}

guarded(route) if ingress.on(route.resource, "appprotect.f5.com/app-protect-enable")

guarded(route) if {
	names := route.plugins | routes.named(route.resource)
	some name in names
	regex.match(`waf|coraza|modsec|crowdsec|appsec|bouncer|injection-protection`, lower(name))
}

guarded(route) if {
	route.controller == "gce"
	some resource in input.resources
	resource.kind == "BackendConfig"
	object.get(resource.values, ["spec", "securityPolicy", "name"], "") != ""
}

core_rules(resource) if ingress.on(resource, ingress.nginx_name("enable-owasp-core-rules"))

core_rules(resource) if contains(ingress.nginx_annotation(resource, "modsecurity-snippet"), "owasp-modsecurity-crs")

fix(route) := [{"op": "set", "path": ["metadata", "annotations", ingress.nginx_name(name)], "value": "true", "safety": "unsafe"} |
	route.controller == "nginx"
	some name in ["enable-modsecurity", "enable-owasp-core-rules"]
]
