# METADATA
# title: Role may read or change all secrets
# description: >-
#   Whoever may get, list or watch secrets holds every password and certificate of the namespace or, with a
#   ClusterRole, of the cluster; whoever may write them can plant their own. An account that needs one secret can be
#   limited to its name.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
# custom:
#   id: K8S-028
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [rbac.authorization.k8s.io/Role, rbac.authorization.k8s.io/ClusterRole]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [D2, M2T2, M3T1]
#   references:
#     checkov: [CKV2_K8S_5]
#     trivy: [KSV-0041, KSV-0113]
#     kube-linter: [access-to-secrets]
#     kics: [b7bca5c4-1dab-4c2c-8cbe-3050b9d59b14]
#     cis: [k8s-1.23/5.1.2]
#     nist-800-53: [AC-6]
#   remediation: Name the secrets in `resourceNames`, or remove `secrets` from the rule.
package bartizan.kubernetes.secrets_access

import data.bartizan.lib.kubernetes
import data.bartizan.lib.rbac

deny contains {
	"message": sprintf("%s may %s all secrets", [kubernetes.title, rbac.phrase(granted)]),
	"path": array.concat(rule.path, ["resources", i]),
} if {
	some rule in rbac.known_rules
	not rbac.limited_by_name(rule)
	some i, resource in kubernetes.list(rule.values, ["resources"])
	resource == "secrets"
	rbac.covers(rule, "apiGroups", "")
	granted := rbac.granted_verbs(rule, {"get", "list", "watch", "create", "update", "patch", "delete"})
	count(granted) > 0
}

undetermined contains entry if some entry in rbac.unknown_rules
