# METADATA
# title: Binding gives rights to a default service account
# description: >-
#   Every pod of the namespace that names no account of its own gets these rights, also the one that somebody deploys
#   there next year.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions
# custom:
#   id: K8S-024
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [rbac.authorization.k8s.io/RoleBinding, rbac.authorization.k8s.io/ClusterRoleBinding]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M2T2]
#   references:
#     checkov: [CKV_K8S_42]
#     kics: [1e749bc9-fde8-471c-af0c-8254efd2dee5]
#     cis: [k8s-1.23/5.1.5]
#     nist-800-53: [AC-6]
#   remediation: Make a ServiceAccount for the workload that needs the rights, and bind the role to that one.
package bartizan.kubernetes.default_account_binding

import data.bartizan.lib.kubernetes
import data.bartizan.lib.rbac
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s gives %s", [kubernetes.title, consequence]),
	"path": array.concat(subject.path, ["name"]),
	"key": subject.label,
} if {
	some subject in rbac.subjects
	not unknown.within(subject.path)
	consequence := consequence_of(subject)
}

undetermined contains entry if some entry in kubernetes.unknown_in(["subjects"], ["kind"])

undetermined contains entry if some entry in kubernetes.unknown_in(["subjects"], ["name"])

consequence_of(subject) := sprintf("rights to %s, which every pod without an account of its own runs under", [subject.label]) if {
	subject.values.kind == "ServiceAccount"
	subject.values.name == "default"
}

# All accounts of one namespace, the default one among them; those of all namespaces are the matter of another policy.
consequence_of(subject) := sprintf("rights to every service account of namespace %q", [namespace]) if {
	subject.values.kind == "Group"
	startswith(subject.values.name, "system:serviceaccounts:")
	namespace := trim_prefix(subject.values.name, "system:serviceaccounts:")
}
