# METADATA
# title: Namespace does not say who owns it and how critical it is
# description: >-
#   In an incident somebody must be called, and the services of citizens come first: without an owner and a
#   criticality, or a class of data, on the namespace nobody can tell.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
# custom:
#   id: K8S-042
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds: [Namespace]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Compliance & Risk
#   owner: Security & Legal Team
#   supporting: [All Engineering Functions]
#   controls: [M1O3, C1, P9, M3O2]
#   references: {nist-800-53: [RA-2]}
#   remediation: Label the namespace with its owner (`owner`) and its criticality (`criticality`).
#   parameters:
#     owner_labels:
#       type: array
#       default: [owner, team, department]
#       description: Labels or annotations that name the owner; a prefix such as `example.org/` before the name is in order.
#     criticality_labels:
#       type: array
#       default: [criticality, tier, data-classification, classification]
#       description: Labels or annotations that name the criticality or the class of data; a prefix is in order.
#     exempt_namespaces:
#       type: array
#       default: [default, kube-system, kube-public, kube-node-lease]
#       description: Namespaces that are not judged.
package bartizan.kubernetes.namespace_without_owner

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

deny contains {
	"message": sprintf("namespace %q names no %s", [input.name, question.what]),
	"path": ["metadata", "labels"],
	"key": question.what,
} if {
	judged
	some question in unanswered
	count(doubts) == 0
}

undetermined contains entry if {
	judged
	count(unanswered) > 0
	some entry in doubts
}

judged if not input.name in params.get("exempt_namespaces", ["default", "kube-system", "kube-public", "kube-node-lease"])

doubts := kubernetes.unknown_around(["metadata", "labels"]) | kubernetes.unknown_around(["metadata", "annotations"])

unanswered contains question if {
	some question in questions
	count(given & {name | some name in question.names}) == 0
}

questions := {
	{"what": "owner", "names": params.get("owner_labels", ["owner", "team", "department"])},
	{"what": "criticality", "names": params.get("criticality_labels", ["criticality", "tier", "data-classification", "classification"])},
}

# Names of all labels and annotations that have a value, with and without their prefix.
given := {form |
	some field in ["labels", "annotations"]
	some name, value in kubernetes.map(input.values, ["metadata", field])
	not value in {"", null}
	parts := split(name, "/")
	some form in [name, parts[count(parts) - 1]]
}
