# METADATA
# title: ReferenceGrant opens the secrets of a namespace
# description: >-
#   A grant to Secrets without a name lets the gateways of another namespace use every certificate and key here: a
#   team can then serve the domains of another one.
# related_resources:
#   - ref: https://gateway-api.sigs.k8s.io/api-types/referencegrant/
# custom:
#   id: K8S-052
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [gateway.networking.k8s.io/ReferenceGrant, gateway.networking.k8s.io/ReferencePolicy]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, D2]
#   references: {nist-800-53: [AC-3]}
#   remediation: Name the Secret in `to[].name`, and grant to namespaces of trusted teams only.
#   parameters:
#     trusted_namespaces:
#       type: array
#       default: []
#       description: Namespaces that may be granted references; empty where every namespace may.
package bartizan.kubernetes.reference_grant_opens_secrets

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

deny contains {
	"message": sprintf("%s opens every Secret of its namespace to %s", [kubernetes.title, grantees]),
	"path": ["spec", "to", i],
} if {
	some i, target in kubernetes.list(input.values, ["spec", "to"])
	count(kubernetes.unknown_around(["spec", "to", i])) == 0
	object.get(target, "kind", "") == "Secret"
	object.get(target, "group", "") in {"", "core"}
	object.get(target, "name", "") in {"", null}
}

deny contains {
	"message": sprintf("%s trusts the namespace %q", [kubernetes.title, namespace]),
	"path": ["spec", "from", i, "namespace"],
} if {
	count(trusted) > 0
	some i, source in kubernetes.list(input.values, ["spec", "from"])
	namespace := object.get(source, "namespace", null)
	is_string(namespace)
	not namespace in trusted
}

undetermined contains entry if some entry in kubernetes.unknown_in(["spec", "to"], [])

undetermined contains entry if {
	count(trusted) > 0
	some entry in kubernetes.unknown_in(["spec", "from"], ["namespace"])
}

trusted := params.get("trusted_namespaces", [])

grantees := sprintf("each %s", [concat(", ", names)]) if {
	names := sort({name |
		some source in kubernetes.list(input.values, ["spec", "from"])
		name := sprintf("%v of %q", [object.get(source, "kind", "object"), object.get(source, "namespace", "?")])
	})
	count(names) > 0
} else := "others"
