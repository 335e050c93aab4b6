# METADATA
# title: Mesh gateway serves plaintext or old TLS
# description: >-
#   At the edge of the mesh the requests of citizens come in from the internet: without TLS, or with TLS 1.0 and 1.1,
#   they can be read and changed on the way.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
#   - ref: https://www.rfc-editor.org/rfc/rfc8996
# custom:
#   id: MESH-011
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds: [networking.istio.io/Gateway]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M1T2, D5, P5]
#   references: {nist-800-53: [SC-8]}
#   remediation: >-
#     Set `tls.httpsRedirect` to true on the HTTP server, serve HTTPS beside it, and leave `minProtocolVersion` at TLS 1.2
#     or above.
package bartizan.kubernetes.mesh_gateway_plaintext

import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s serves %s on port %v in plaintext and does not redirect", [kubernetes.title, protocol, port(server)]),
	"path": ["spec", "servers", i, "tls", "httpsRedirect"],
	"fix": [{"op": "set", "path": ["spec", "servers", i, "tls", "httpsRedirect"], "value": true, "safety": "unsafe"}],
} if {
	edge
	some i, server in known_servers
	protocol := upper(object.get(server, ["port", "protocol"], ""))
	protocol in {"HTTP", "HTTP2", "GRPC", "GRPC-WEB"}
	object.get(server, ["tls", "httpsRedirect"], false) != true
}

deny contains {
	"message": sprintf("%s serves HTTPS on port %v without TLS settings", [kubernetes.title, port(server)]),
	"path": ["spec", "servers", i, "tls"],
} if {
	some i, server in known_servers
	upper(object.get(server, ["port", "protocol"], "")) == "HTTPS"
	object.get(server, "tls", null) in [null, {}]
}

deny contains {
	"message": sprintf("%s takes connections on port %v with %s", [kubernetes.title, port(server), version]),
	"path": ["spec", "servers", i, "tls", "minProtocolVersion"],
	"fix": [{"op": "set", "path": ["spec", "servers", i, "tls", "minProtocolVersion"], "value": "TLSV1_2", "safety": "unsafe"}],
} if {
	some i, server in known_servers
	version := object.get(server, ["tls", "minProtocolVersion"], "TLS_AUTO")
	version in {"TLSV1_0", "TLSV1_1"}
}

undetermined contains entry if some entry in kubernetes.unknown_in(["spec", "servers"], ["tls"])

undetermined contains entry if some entry in kubernetes.unknown_in(["spec", "servers"], ["port"])

undetermined contains entry if some entry in kubernetes.unknown_around(["spec", "selector"])

# Servers of which port and TLS are known, by their place.
known_servers[i] := server if {
	some i, server in kubernetes.list(input.values, ["spec", "servers"])
	count(kubernetes.unknown_around(["spec", "servers", i, "tls"])) == 0
	count(kubernetes.unknown_around(["spec", "servers", i, "port"])) == 0
}

# Gateways for calls that leave the mesh, and between clusters, take them from inside.
edge if {
	count(kubernetes.unknown_around(["spec", "selector"])) == 0
	not inward
}

inward if {
	some _, value in kubernetes.map(input.values, ["spec", "selector"])
	regex.match(`egress|east-?west|internal`, lower(sprintf("%v", [value])))
}

port(server) := object.get(server, ["port", "number"], "?")
