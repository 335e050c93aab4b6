# METADATA
# title: Mesh lets pods call any address outside
# description: >-
#   Whoever takes over one service can send what it knows to any server of the internet; a mesh that allows registered
#   hosts only makes the theft fail and show.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-OutboundTrafficPolicy
#   - ref: https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/
# custom:
#   id: MESH-010
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - ConfigMap
#     - install.istio.io/IstioOperator
#     - sailoperator.io/Istio
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - argoproj.io/Application
#     - helm_release
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, P5]
#   references: {nist-800-53: [SC-7]}
#   remediation: Set `meshConfig.outboundTrafficPolicy.mode` to `REGISTRY_ONLY` and add a ServiceEntry for each host that is needed.
package bartizan.kubernetes.unrestricted_outbound

import data.bartizan.lib.kubernetes
import data.bartizan.lib.mesh

deny contains {
	"message": sprintf("%s lets pods call any address outside: outboundTrafficPolicy.mode is %s", [kubernetes.title, mode]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "REGISTRY_ONLY", "safety": "unsafe"} | found.path != ["values"]],
} if {
	count(doubts) == 0
	some found in mesh.configs_of(input)
	mode := object.get(found.config, ["outboundTrafficPolicy", "mode"], "ALLOW_ANY")
	mode != "REGISTRY_ONLY"
	path := mesh.setting_path(found.path, ["outboundTrafficPolicy", "mode"])
}

undetermined contains entry if some entry in doubts

doubts := kubernetes.unknown_around(array.concat(path, ["outboundTrafficPolicy"])) if {
	path := mesh.config_path(input)
} else := set()
