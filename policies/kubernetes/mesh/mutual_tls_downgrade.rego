# METADATA
# title: Mesh accepts plaintext for a namespace, workload or port
# description: >-
#   `PERMISSIVE` and `DISABLE` let callers without a mesh identity speak plaintext to these workloads: a stolen pod
#   elsewhere can then read or forge calls between services, whatever the mesh demands otherwise.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/security/peer_authentication/
# custom:
#   id: MESH-003
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [security.istio.io/PeerAuthentication]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3T2, P5]
#   references: {nist-800-53: [SC-8]}
#   remediation: Set the mode to `STRICT`, or remove it so that the stricter mode of the mesh holds.
package bartizan.kubernetes.mutual_tls_downgrade

import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s sets mutual TLS to %s", [kubernetes.title, mode]),
	"path": ["spec", "mtls", "mode"],
	"fix": [{"op": "set", "path": ["spec", "mtls", "mode"], "value": "STRICT", "safety": "unsafe"}],
} if {
	mode := object.get(input.values, ["spec", "mtls", "mode"], "UNSET")
	mode in {"PERMISSIVE", "DISABLE"}
}

deny contains {
	"message": sprintf("%s sets mutual TLS of port %v to %s", [kubernetes.title, port, mode]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "STRICT", "safety": "unsafe"}],
} if {
	some port, settings in kubernetes.map(input.values, ["spec", "portLevelMtls"])
	mode := object.get(settings, ["mode"], "UNSET")
	mode in {"PERMISSIVE", "DISABLE"}
	path := ["spec", "portLevelMtls", port, "mode"]
}

undetermined contains entry if {
	some field in ["mtls", "portLevelMtls"]
	some entry in kubernetes.unknown_around(["spec", field])
}
