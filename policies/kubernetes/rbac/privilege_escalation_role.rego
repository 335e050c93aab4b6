# METADATA
# title: Role may escalate, bind or impersonate
# description: >-
#   The holder can give itself any right: `escalate` and `bind` lift the check that one may only grant what one has,
#   `impersonate` makes it someone else, and writing roles or bindings spreads its own rights to others.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb
# custom:
#   id: K8S-030
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
#   controls: [M2T2, M3T1, M4O3]
#   references: {checkov: [CKV_K8S_157, CKV_K8S_158, CKV2_K8S_3], trivy: [KSV-0043, KSV-0050], cis: [k8s-1.23/5.1.8, eks-1.4/4.1.8], nist-800-53: [AC-6]}
#   remediation: >-
#     Remove the verb, or limit `bind` to named roles by `resourceNames`; leave roles and bindings to the deployment
#     pipeline.
package bartizan.kubernetes.privilege_escalation_role

import data.bartizan.lib.kubernetes
import data.bartizan.lib.rbac

deny contains {
	"message": sprintf("%s may %s %s", [kubernetes.title, rbac.phrase(granted), concat(", ", sort(resources))]),
	"path": array.concat(rule.path, ["verbs"]),
	"key": key,
} if {
	some rule in rbac.known_rules
	some key, power in powers
	resources := rbac.named_resources(rule, power.group, power.resources)
	count(resources) > 0
	granted := {verb | some verb in kubernetes.list(rule.values, ["verbs"])} & power.verbs
	count(granted) > 0
	not excused(rule, power)
}

undetermined contains entry if some entry in rbac.unknown_rules

# Roles limited to objects by name can hand on no more than those; `escalate` and `impersonate` stay dangerous.
excused(rule, power) if {
	power.namable
	rbac.limited_by_name(rule)
}

powers := {
	"escalate": {
		"group": "rbac.authorization.k8s.io",
		"resources": {"roles", "clusterroles"},
		"verbs": {"escalate"},
		"namable": false,
	},
	"bind": {
		"group": "rbac.authorization.k8s.io",
		"resources": {"roles", "clusterroles"},
		"verbs": {"bind"},
		"namable": true,
	},
	"write": {
		"group": "rbac.authorization.k8s.io",
		"resources": {"roles", "rolebindings", "clusterroles", "clusterrolebindings"},
		"verbs": {"create", "update", "patch", "*"},
		"namable": true,
	},
	"impersonate": {
		"group": "",
		"resources": {"users", "groups", "serviceaccounts"},
		"verbs": {"impersonate"},
		"namable": false,
	},
	"impersonate identities": {
		"group": "authentication.k8s.io",
		"resources": {"uids"},
		"verbs": {"impersonate"},
		"namable": false,
	},
}
