# METADATA
# title: Binding grants cluster-admin or admin rights everywhere
# description: >-
#   Whoever holds `cluster-admin`, or `admin` and `edit` in every namespace, rules all workloads and reads all
#   secrets. One leaked token of such an account is the loss of the cluster; grant a role made for the task, in the
#   namespaces that need it.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   id: K8S-025
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [rbac.authorization.k8s.io/RoleBinding, rbac.authorization.k8s.io/ClusterRoleBinding]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T2, M3T1, D2]
#   references:
#     trivy: [KSV-0111]
#     kube-linter: [cluster-admin-role-binding]
#     kics: [249328b8-5f0f-409f-b1dd-029f07882e11]
#     cis: [k8s-1.23/5.1.1]
#     nist-800-53: [AC-6]
#     owasp: ["K03:2022"]
#   remediation: Bind a role with only the rules that the subject needs, by a RoleBinding in its namespaces.
#   parameters:
#     exempt_subjects:
#       type: array
#       default: []
#       description: "Subjects that may hold these roles, as `Group platform-admins` or `ServiceAccount flux-system/flux`."
package bartizan.kubernetes.cluster_admin_binding

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.rbac
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s grants %q to %s", [kubernetes.title, role, subject.label]),
	"path": ["roleRef", "name"],
	"key": subject.label,
	"related": [{"path": subject.path, "message": "the subject"}],
} if {
	role := object.get(input.values, ["roleRef", "name"], "")
	role in judged_roles
	object.get(input.values, ["roleRef", "kind"], "ClusterRole") == "ClusterRole"
	some subject in rbac.subjects
	not unknown.within(subject.path)
	not subject.label in exempt
}

undetermined contains entry if some entry in rbac.unknown_binding

default judged_roles := {"cluster-admin"}

judged_roles := {"cluster-admin", "admin", "edit"} if input.kind == "ClusterRoleBinding"

# The binding that Kubernetes itself makes at the start of the API server names this group.
exempt := {"Group system:masters"} | {subject | some subject in params.get("exempt_subjects", [])}
