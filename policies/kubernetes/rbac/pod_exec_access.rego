# METADATA
# title: Role may open a shell in pods
# description: >-
#   With exec, attach, port-forward or ephemeral containers a person works inside running pods: reads their secrets
#   and data, and changes what no review has seen. On a platform with immutable workloads nobody needs it day by day.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# custom:
#   id: K8S-029
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [rbac.authorization.k8s.io/Role, rbac.authorization.k8s.io/ClusterRole]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M3T1, M4T2, D2]
#   references: {checkov: [CKV2_K8S_2], trivy: [KSV-0053, KSV-0054], nist-800-53: [AC-6, CM-3]}
#   remediation: >-
#     Remove these subresources of pods from the rule; keep them in a role that is bound for a limited time in an
#     emergency.
package bartizan.kubernetes.pod_exec_access

import data.bartizan.lib.kubernetes
import data.bartizan.lib.rbac

deny contains {
	"message": sprintf("%s may %s %s", [kubernetes.title, rbac.phrase(granted), resource]),
	"path": array.concat(rule.path, ["resources", i]),
} if {
	some rule in rbac.known_rules
	some i, resource in kubernetes.list(rule.values, ["resources"])
	granted := rbac.granted_verbs(rule, verbs_into[resource])
	count(granted) > 0
	rbac.covers(rule, "apiGroups", "")
}

undetermined contains entry if some entry in rbac.unknown_rules

# A session starts with a POST or, over a WebSocket, with a GET; an ephemeral container is added by changing the pod.
verbs_into := {
	"pods/exec": {"create", "get"},
	"pods/attach": {"create", "get"},
	"pods/portforward": {"create", "get"},
	"pods/ephemeralcontainers": {"update", "patch"},
	"pods/*": {"create", "get", "update", "patch"},
}
