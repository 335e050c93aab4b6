# METADATA
# title: API is reachable without a token check
# description: >-
#   Neither the gateway nor the mesh asks who calls: every interface behind it has to check tokens itself, and the one
#   that forgets gives the data of citizens to everyone.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#external-authentication
#   - ref: https://developer.konghq.com/plugins/?category=authentication
#   - ref: https://istio.io/latest/docs/tasks/security/authentication/authn-policy/#require-a-valid-token
# custom:
#   id: K8S-050
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
#     - apisix.apache.org/ApisixRoute
#     - apisix.apache.org/ApisixPluginConfig
#     - apisix.apache.org/ApisixGlobalRule
#     - security.istio.io/RequestAuthentication
#     - security.istio.io/AuthorizationPolicy
#   scope: fleet
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T1, M2T2, A1, A3]
#   references: {nist-800-53: [AC-3], owasp: ["API2:2023"]}
#   remediation: >-
#     Attach a plugin that checks tokens (`jwt`, `openid-connect`, `jwt-auth`), set `auth-url`, or add a RequestAuthentication
#     with an AuthorizationPolicy that asks for `requestPrincipals`.
#   parameters:
#     annotations_prefix:
#       type: string
#       default: nginx.ingress.kubernetes.io
#       description: Prefix of the annotations that ingress-nginx reads (`--annotations-prefix`).
package bartizan.kubernetes.api_without_token_check

import data.bartizan.lib.ingress
import data.bartizan.lib.kubernetes
import data.bartizan.lib.routes

deny contains {
	"message": sprintf("%s leads to an API and checks no token", [route.title]),
	"resource": route.resource.address,
	"path": route.path,
} if {
	some route in open
	count(doubts(route)) == 0
}

undetermined contains {"resource": route.resource.address, "path": route.path, "reason": reason} if {
	some route in open
	some reason in doubts(route)
}

doubts(route) := route.doubts | {"the check may stand outside this scan" | not input.complete}

open contains route if {
	some route in routes.all
	api(route.resource)
	not checked(route)
}

# An API by the name of the object, a host that begins with `api`, or a path below `/api`.
api(resource) if {
	some word in regex.split(`[-_.]`, lower(resource.name))
	word == "api"
}

api(resource) if {
	some field in ["rules", "http"]
	some rule in kubernetes.list(resource.values, ["spec", field])
	some host in array.concat([object.get(rule, "host", "")], kubernetes.list(rule, ["match", "hosts"]))
	regex.match(`^api[-.]`, lower(host))
}

api(resource) if {
	some field in ["rules", "http"]
	some rule in kubernetes.list(resource.values, ["spec", field])
	paths := array.concat([object.get(entry, "path", "") | some entry in kubernetes.list(rule, ["http", "paths"])], kubernetes.list(rule, ["match", "paths"]))
	some path in paths
	regex.match(`^/api(/|$|\*|\()`, lower(path))
}

checked(route) if {
	some name in {
		ingress.nginx_name("auth-url"), ingress.nginx_name("auth-tls-secret"), "nginx.org/jwt-key", "nginx.org/policies",
		"alb.ingress.kubernetes.io/auth-type", "haproxy-ingress.github.io/auth-url", "haproxy-ingress.github.io/oauth",
	}
	ingress.annotation(route.resource, name)
}

checked(route) if {
	some plugin in {
		"jwt", "jwt-signer", "openid-connect", "oauth2", "oauth2-introspection", "key-auth", "key-auth-enc", "mtls-auth",
		"hmac-auth", "jwt-auth", "authz-keycloak", "forward-auth", "wolf-rbac", "opa", "keyauth", "jwtauth", "forwardauth",
	}
	plugin in route.plugins
}

# Names of middlewares and of proxies that say what they do.
checked(route) if {
	some name in routes.named(route.resource)
	regex.match(`auth|jwt|oidc`, lower(name))
}

checked(route) if contains(json.marshal(object.get(route.resource.values, "spec", {})), "oauth2-proxy")

# The mesh checks, in the namespace of the route or for all.
checked(route) if {
	some namespace in [object.get(route.resource, "namespace", null), "istio-system"]
	every kind in ["RequestAuthentication", "AuthorizationPolicy"] {
		namespace in meshed[kind]
	}
}

meshed[resource.kind] contains object.get(resource, "namespace", null) if {
	some resource in input.resources
	resource.kind in {"RequestAuthentication", "AuthorizationPolicy"}
}
