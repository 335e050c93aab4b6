# METADATA
# title: Destination rule turns TLS off or does not verify it
# description: >-
#   The rule tells the callers' proxies to send plaintext, or to trust any certificate: calls between services, with
#   the data in them, can be read and answered by whoever stands in between.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
#   - ref: https://istio.io/latest/docs/reference/config/analysis/ist0128/
# custom:
#   id: MESH-004
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [networking.istio.io/DestinationRule]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3T2, A4]
#   references: {nist-800-53: [SC-8]}
#   remediation: Set the mode to `ISTIO_MUTUAL`, or remove `tls`; towards other servers give `caCertificates` or `credentialName`.
package bartizan.kubernetes.destination_rule_tls

import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s sends plaintext to %q: its TLS mode is DISABLE", [kubernetes.title, host]),
	"path": array.concat(place.path, ["mode"]),
	"fix": [{"op": "set", "path": array.concat(place.path, ["mode"]), "value": "ISTIO_MUTUAL", "safety": "unsafe"}],
} if {
	some place in places
	in_mesh
	object.get(place.tls, "mode", "DISABLE") == "DISABLE"
}

deny contains {
	"message": sprintf("%s trusts any certificate of %q: insecureSkipVerify is true", [kubernetes.title, host]),
	"path": array.concat(place.path, ["insecureSkipVerify"]),
	"fix": [{"op": "remove", "path": array.concat(place.path, ["insecureSkipVerify"]), "safety": "unsafe"}],
} if {
	some place in places
	object.get(place.tls, "insecureSkipVerify", false) == true
}

deny contains {
	"message": sprintf("%s gives up the identities of the mesh towards %q: mode SIMPLE without caCertificates", [kubernetes.title, host]),
	"path": array.concat(place.path, ["mode"]),
} if {
	some place in places
	in_mesh
	object.get(place.tls, "mode", "") == "SIMPLE"
	every field in ["caCertificates", "credentialName"] {
		object.get(place.tls, field, "") in {"", null}
	}
}

undetermined contains entry if {
	some entry in kubernetes.unknown_around(["spec", "host"])
	count(places) > 0
}

undetermined contains entry if {
	some field in ["trafficPolicy", "subsets"]
	some entry in kubernetes.unknown_around(["spec", field])
	not beside_tls(entry.path)
}

# Settings of connections and load balancing decide nothing here.
beside_tls(path) if {
	some word in path
	word in {"connectionPool", "loadBalancer", "outlierDetection", "labels", "port"}
}

host := object.get(input.values, ["spec", "host"], "")

# Names of services: short, or of the cluster's domain. Pods speak TLS of their own with the API server.
in_mesh if {
	count(kubernetes.unknown_around(["spec", "host"])) == 0
	not host in {"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}
	regex.match(`^(\*|[^.]+|.*\.svc|.*\.local)$`, host)
}

# All TLS settings that are known: of the host, of its ports and of its subsets.
places contains {"path": path, "tls": tls} if {
	some policy in policies
	some path in array.concat(
		[array.concat(policy.path, ["tls"])],
		[array.concat(policy.path, ["portLevelSettings", i, "tls"]) | some i, _ in kubernetes.list(policy.values, ["portLevelSettings"])],
	)
	tls := object.get(input.values, path, null)
	is_object(tls)
	count(kubernetes.unknown_around(path)) == 0
}

policies contains {"path": ["spec", "trafficPolicy"], "values": kubernetes.map(input.values, ["spec", "trafficPolicy"])}

policies contains {"path": ["spec", "subsets", i, "trafficPolicy"], "values": kubernetes.map(subset, ["trafficPolicy"])} if {
	some i, subset in kubernetes.list(input.values, ["spec", "subsets"])
}
