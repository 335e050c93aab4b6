# METADATA
# title: Keycloak runs in development mode or over plain HTTP
# description: >-
#   In development mode Keycloak answers over HTTP, under any host name and without limits meant for the internet.
#   Without TLS passwords and tokens travel readable; with a host name taken from the request, mails lead users to
#   foreign sites.
# related_resources:
#   - ref: https://www.keycloak.org/server/configuration-production
#   - ref: https://www.keycloak.org/server/hostname
#   - ref: https://www.keycloak.org/operator/advanced-configuration
# custom:
#   id: KC-053
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [k8s.keycloak.org/Keycloak, apps/Deployment, apps/StatefulSet, apps/ReplicaSet, Pod]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T2, P1, M2T5]
#   references: {nist-800-53: [SC-8, CM-6]}
#   remediation: >-
#     Start with `start`, set `hostname` (strict), and either a certificate or `proxy-headers` behind a proxy that
#     ends TLS.
package bartizan.kubernetes.keycloak_development_mode

import data.bartizan.lib.keycloak_server
import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s starts Keycloak in development mode", [container.label]),
	"path": word.path,
} if {
	some container in keycloak_server.containers
	some word in keycloak_server.words(container)
	word.text == "start-dev"
}

deny contains {
	"message": sprintf("%s serves Keycloak over plain HTTP, and not behind a proxy that ends TLS", [container.label]),
	"path": option.path,
} if {
	some container in keycloak_server.containers
	count(unknown_options) == 0
	some option in keycloak_server.options(container, "http-enabled")
	lower(option.text) == "true"
	not behind_proxy(container)
	not proxy_hidden(container)
}

deny contains {
	"message": sprintf("%s lets Keycloak take its host name from requests", [container.label]),
	"path": option.path,
	"fix": fix(option),
} if {
	some container in keycloak_server.containers
	some option in keycloak_server.options(container, "hostname-strict")
	lower(option.text) == "false"
}

# Resource of the operator. Absent: no HTTP, strict (keycloaks.k8s.keycloak.org-v1.yml).
http := ["spec", "http", "httpEnabled"]

strict := ["spec", "hostname", "strict"]

deny contains {
	"message": sprintf("%s serves plain HTTP, and not behind a proxy that ends TLS", [kubernetes.title]),
	"path": http,
} if {
	input.kind == "Keycloak"
	count(unknown_proxy) == 0
	object.get(input.values, http, false) == true
	count(proxies) == 0
}

deny contains {
	"message": sprintf("%s takes its host name from requests", [kubernetes.title]),
	"path": strict,
	"fix": [{"op": "set", "path": strict, "value": true, "safety": "unsafe"}],
} if {
	input.kind == "Keycloak"
	object.get(input.values, strict, true) == false
}

undetermined contains entry if {
	input.kind == "Keycloak"
	some entry in (kubernetes.unknown_around(http) | kubernetes.unknown_around(strict)) | unknown_proxy_of_http
}

undetermined contains entry if {
	input.kind != "Keycloak"
	some entry in workload.unknown_in_containers(["image"]) | unknown_options
}

undetermined contains {"path": option.path, "reason": "whether Keycloak is behind a proxy stands in a ConfigMap or Secret"} if {
	some container in keycloak_server.containers
	some option in keycloak_server.options(container, "http-enabled")
	lower(option.text) == "true"
	not behind_proxy(container)
	proxy_hidden(container)
}

default unknown_options := set()

unknown_options := union({workload.unknown_in_containers([field]) | some field in ["command", "args", "env"]}) if {
	count(keycloak_server.containers) > 0
}

# `proxy` up to 25, `proxy-headers` from 24.
behind_proxy(container) if {
	some name in ["proxy-headers", "proxy"]
	some option in keycloak_server.options(container, name)
	not option.text in {"", "none"}
}

proxy_hidden(container) if {
	some name in ["proxy-headers", "proxy"]
	keycloak_server.hidden(container, name)
}

unknown_proxy := union({
	kubernetes.unknown_around(["spec", "proxy"]),
	kubernetes.unknown_around(["spec", "ingress"]),
	kubernetes.unknown_around(["spec", "additionalOptions"]),
})

default unknown_proxy_of_http := set()

unknown_proxy_of_http := unknown_proxy if object.get(input.values, http, false) == true

proxies contains "headers" if object.get(input.values, ["spec", "proxy", "headers"], "") != ""

proxies contains "ingress" if object.get(input.values, ["spec", "ingress", "tlsSecret"], "") != ""

proxies contains "option" if {
	some option in kubernetes.list(input.values, ["spec", "additionalOptions"])
	option.name in {"proxy", "proxy-headers"}
}

fix(option) := [{"op": "set", "path": option.path, "value": "true", "safety": "unsafe"}] if option.path[count(option.path) - 1] == "value"

fix(option) := [] if option.path[count(option.path) - 1] != "value"
