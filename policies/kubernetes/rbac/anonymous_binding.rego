# METADATA
# title: Binding gives rights to anonymous or to all users
# description: >-
#   A role bound to `system:anonymous`, `system:unauthenticated`, `system:authenticated` or to all service accounts
#   belongs to whoever reaches the API server or runs in any pod. `system:masters` skips authorisation altogether and
#   cannot be revoked.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   id: K8S-026
#   severity: critical
#   confidence: high
#   platform: kubernetes
#   kinds: [rbac.authorization.k8s.io/RoleBinding, rbac.authorization.k8s.io/ClusterRoleBinding]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T2, M3T1]
#   references: {trivy: [KSV-0122, KSV-01011, KSV-0123], nist-800-53: [AC-3]}
#   remediation: Name the users, groups or service accounts that need the role.
#   parameters:
#     public_roles:
#       type: array
#       default: ["system:basic-user", "system:discovery", "system:public-info-viewer", "system:service-account-issuer-discovery"]
#       description: Roles that everyone may hold.
package bartizan.kubernetes.anonymous_binding

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.rbac
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s gives the rights of %q to %q", [kubernetes.title, role, subject.values.name]),
	"path": array.concat(subject.path, ["name"]),
} if {
	some subject in rbac.subjects
	subject.values.name in everyone
	not unknown.within(subject.path)
	not unknown.within(["roleRef"])
	role := object.get(input.values, ["roleRef", "name"], "")
	not role in public_roles
	not [role, subject.values.name] == ["cluster-admin", "system:masters"]
}

undetermined contains entry if some entry in rbac.unknown_binding

everyone := {
	"system:anonymous",
	"system:unauthenticated",
	"system:authenticated",
	"system:masters",
	"system:serviceaccounts",
}

# Roles that Kubernetes itself binds to everyone: discovery of the API and questions about oneself.
public_roles := {role |
	some role in params.get("public_roles", [
		"system:basic-user",
		"system:discovery",
		"system:public-info-viewer",
		"system:service-account-issuer-discovery",
	])
}
