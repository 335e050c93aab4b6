# METADATA
# title: Ingress leaves callers on plain HTTP
# description: >-
#   The host has a certificate, but whoever types its name or follows an old link stays on plain HTTP: on the way the
#   page, the password and the session can be read and changed.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#server-side-https-enforcement-through-redirect
#   - ref: https://developer.konghq.com/kubernetes-ingress-controller/reference/annotations/
#   - ref: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#ssl-redirect
#   - ref: https://azure.github.io/application-gateway-kubernetes-ingress/annotations/#ssl-redirect
# custom:
#   id: K8S-044
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [networking.k8s.io/Ingress, extensions/Ingress]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M1T2, D5]
#   references: {nist-800-53: [SC-8]}
#   remediation: >-
#     Let the controller redirect: `nginx.ingress.kubernetes.io/ssl-redirect: "true"`, `konghq.com/protocols: https` with
#     `konghq.com/https-redirect-status-code: "308"`, `alb.ingress.kubernetes.io/ssl-redirect: "443"`.
#   parameters:
#     annotations_prefix:
#       type: string
#       default: nginx.ingress.kubernetes.io
#       description: Prefix of the annotations that ingress-nginx reads (`--annotations-prefix`).
package bartizan.kubernetes.ingress_without_redirect

import data.bartizan.lib.ingress
import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s %s", [kubernetes.title, fault.text]),
	"path": ["metadata", "annotations", fault.annotation],
	"fix": [{"op": "set", "path": ["metadata", "annotations", fault.annotation], "value": fault.value, "safety": "unsafe"}],
} if {
	count(doubts) == 0
	some fault in faults
}

undetermined contains entry if some entry in doubts

doubts := union({
	kubernetes.unknown_around(["metadata", "annotations"]),
	kubernetes.unknown_around(["spec", "tls"]),
	kubernetes.unknown_around(["spec", "ingressClassName"]),
})

# Without TLS there is nothing to redirect to, which is the matter of another policy.
tls if count(kubernetes.list(input.values, ["spec", "tls"])) > 0

# Controllers that redirect a host with TLS unless told not to; `force-ssl-redirect` of ingress-nginx prevails.
faults contains {"annotation": name, "value": "true", "text": sprintf("switches the redirect to HTTPS off: %q is false", [name])} if {
	tls
	some name in {
		ingress.nginx_name("ssl-redirect"), "ingress.kubernetes.io/ssl-redirect", "haproxy.org/ssl-redirect",
		"haproxy-ingress.github.io/ssl-redirect",
	}
	ingress.off(input, name)
	not ingress.on(input, ingress.nginx_name("force-ssl-redirect"))
}

# Kong serves a route on both protocols unless told otherwise.
faults contains {"annotation": "konghq.com/protocols", "value": "https", "text": sprintf("serves %q: konghq.com/protocols admits HTTP", [protocols])} if {
	tls
	ingress.controller(input) == "kong"
	not ingress.on(input, "ingress.kubernetes.io/force-ssl-redirect")
	protocols := object.get(kubernetes.annotations, "konghq.com/protocols", "http,https")
	"http" in {trim_space(protocol) | some protocol in split(protocols, ",")}
}

faults contains {"annotation": name, "value": "true", "text": sprintf("does not redirect to HTTPS: %q is not true", [name])} if {
	tls
	ingress.controller(input) == "agic"
	name := "appgw.ingress.kubernetes.io/ssl-redirect"
	not ingress.on(input, name)
}

# The AWS Load Balancer Controller listens on HTTP beside HTTPS only where asked for.
faults contains {"annotation": name, "value": "443", "text": "listens on HTTP and does not redirect: alb.ingress.kubernetes.io/ssl-redirect is not set"} if {
	ports := object.get(kubernetes.annotations, "alb.ingress.kubernetes.io/listen-ports", "")
	contains(ports, `"HTTP"`)
	contains(ports, `"HTTPS"`)
	name := "alb.ingress.kubernetes.io/ssl-redirect"
	not ingress.annotation(input, name)
	not redirects_by_action
}

# The older way: an action that redirects, used by a rule.
redirects_by_action if {
	some name, value in kubernetes.annotations
	startswith(name, "alb.ingress.kubernetes.io/actions.")
	contains(lower(value), "redirect")
	contains(value, "HTTPS")
}
