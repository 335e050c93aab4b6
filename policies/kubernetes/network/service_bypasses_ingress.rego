# METADATA
# title: Service takes or sends traffic past the ingress
# description: >-
#   A NodePort opens every node, an external address can take over the traffic of others (CVE-2020-8554), and an
#   ExternalName sends calls to a host that nobody here controls: certificates, firewalls and logs of the edge see
#   none of it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#external-ips
#   - ref: https://nvd.nist.gov/vuln/detail/CVE-2020-8554
# custom:
#   id: K8S-054
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Service]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, M4O3, P5]
#   references: {trivy: [KSV-0108], nist-800-53: [SC-7], other: [CVE-2020-8554]}
#   remediation: >-
#     Use type ClusterIP behind an Ingress or Gateway; list outside hosts that may be used in `allowed_external_names`.
#   parameters:
#     allowed_external_names:
#       type: array
#       default: [".svc.cluster.local", ".svc"]
#       description: Hosts that a Service of type ExternalName may stand for; with a dot before, whatever ends so.
package bartizan.kubernetes.service_bypasses_ingress

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.service

deny contains {
	"message": sprintf("%s opens a port on every node: its type is NodePort", [kubernetes.title]),
	"path": ["spec", "type"],
} if {
	service.type(input) == "NodePort"
}

deny contains {
	"message": sprintf("%s takes traffic for the external address %q", [kubernetes.title, address]),
	"path": ["spec", "externalIPs", i],
} if {
	some i, address in kubernetes.list(input.values, ["spec", "externalIPs"])
}

deny contains {
	"message": sprintf("%s sends calls to the outside host %q", [kubernetes.title, host]),
	"path": ["spec", "externalName"],
} if {
	service.type(input) == "ExternalName"
	host := object.get(input.values, ["spec", "externalName"], null)
	is_string(host)
	not allowed(lower(trim_suffix(host, ".")))
}

undetermined contains entry if {
	some path in [["spec", "type"], ["spec", "externalIPs"]]
	some entry in kubernetes.unknown_around(path)
}

undetermined contains entry if {
	service.type(input) == "ExternalName"
	some entry in kubernetes.unknown_around(["spec", "externalName"])
}

allowed(host) if host in allowed_names

allowed(host) if {
	some name in allowed_names
	startswith(name, ".")
	endswith(host, name)
}

allowed_names := params.get("allowed_external_names", [".svc.cluster.local", ".svc"])
