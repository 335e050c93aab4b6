# METADATA
# title: Role may alter admission webhooks or approve certificates
# description: >-
#   Whoever may change admission webhooks can switch off every policy of the cluster or rewrite each object on its way
#   in; whoever may approve certificate requests can issue itself a client certificate for any user.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing
# custom:
#   id: K8S-031
#   severity: critical
#   confidence: high
#   platform: kubernetes
#   kinds: [rbac.authorization.k8s.io/Role, rbac.authorization.k8s.io/ClusterRole]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M3T1, M4T1]
#   references: {checkov: [CKV_K8S_155, CKV_K8S_156], trivy: [KSV-0114], nist-800-53: [AC-6]}
#   remediation: Remove the rule, or limit it by `resourceNames` to the webhook or signer that the holder owns.
package bartizan.kubernetes.admission_control_role

import data.bartizan.lib.kubernetes
import data.bartizan.lib.rbac

deny contains {
	"message": sprintf("%s may %s %s", [kubernetes.title, rbac.phrase(granted), resource]),
	"path": array.concat(rule.path, ["resources", i]),
} if {
	some rule in rbac.known_rules
	some i, resource in kubernetes.list(rule.values, ["resources"])
	power := powers[resource]
	rbac.covers(rule, "apiGroups", power.group)
	granted := rbac.granted_verbs(rule, power.verbs)
	count(granted) > 0
	not excused(rule, resource)
}

undetermined contains entry if some entry in rbac.unknown_rules

excused(rule, resource) if {
	resource != "signers"
	rbac.limited_by_name(rule)
}

# Signers outside kubernetes.io issue no credentials for the cluster.
excused(rule, "signers") if {
	rbac.limited_by_name(rule)
	every name in rule.values.resourceNames {
		not startswith(name, "kubernetes.io/")
		name != "*"
	}
}

powers := {
	"validatingwebhookconfigurations": webhooks,
	"mutatingwebhookconfigurations": webhooks,
	"certificatesigningrequests/approval": {"group": "certificates.k8s.io", "verbs": {"update", "patch"}},
	"signers": {"group": "certificates.k8s.io", "verbs": {"approve", "sign"}},
}

webhooks := {
	"group": "admissionregistration.k8s.io",
	"verbs": {"create", "update", "patch", "delete", "deletecollection"},
}
