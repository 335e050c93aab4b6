# METADATA
# title: Role uses wildcards
# description: >-
#   A `*` in verbs, resources or API groups also grants what is installed next year, and usually secrets and roles
#   today. Reviewers cannot see what the holder may do.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# custom:
#   id: K8S-027
#   severity: critical
#   confidence: high
#   platform: kubernetes
#   kinds: [rbac.authorization.k8s.io/Role, rbac.authorization.k8s.io/ClusterRole]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T2, M2T3, M3T1]
#   references:
#     checkov: [CKV_K8S_49]
#     trivy: [KSV-0044, KSV-0045, KSV-0046]
#     kube-linter: [wildcard-in-rules]
#     kics: [6b896afb-ca07-467a-b256-1a0077a1c08e]
#     cis: [k8s-1.23/5.1.3]
#     nist-800-53: [AC-6]
#     owasp: ["K03:2022"]
#   remediation: List the API groups, resources and verbs that the holder needs.
package bartizan.kubernetes.wildcard_role

import data.bartizan.lib.kubernetes
import data.bartizan.lib.rbac

deny contains {
	"message": sprintf("%s grants %s (%s has \"*\")", [kubernetes.title, meaning(field, rule.values), field]),
	"path": array.concat(rule.path, [field, i]),
} if {
	some rule in rbac.rules
	some field in fields
	some i, value in kubernetes.list(rule.values, [field])
	value == "*"
}

undetermined contains entry if {
	some field in fields
	some entry in kubernetes.unknown_in(["rules"], [field])
}

fields := ["verbs", "resources", "apiGroups"]

meaning("apiGroups", _) := "rights in every API group"

meaning("resources", rule) := sprintf("rights on every resource%s", [groups(rule)])

meaning("verbs", rule) := sprintf("every verb on %s%s", [listed(objects(rule)), groups(rule)])

# Paths of the API server stand for themselves.
objects(rule) := array.concat(kubernetes.list(rule, ["resources"]), kubernetes.list(rule, ["nonResourceURLs"]))

# The API groups of the rule, where they limit it.
groups(rule) := "" if {
	some group in kubernetes.list(rule, ["apiGroups"])
	group == "*"
} else := "" if {
	count(kubernetes.list(rule, ["apiGroups"])) == 0
} else := sprintf(" of %s", [listed([name | some group in rule.apiGroups; name := object.get({"": "core"}, group, group)])])

listed(names) := "every resource" if "*" in names

listed(names) := concat(", ", names) if {
	not "*" in names
	count(names) < 4
}

listed(names) := sprintf("%s and %d more", [concat(", ", array.slice(names, 0, 2)), count(names) - 2]) if {
	not "*" in names
	count(names) > 3
}
