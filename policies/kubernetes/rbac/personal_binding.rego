# METADATA
# title: Binding names a person
# description: >-
#   Rights given to people one by one outlive their task and their employment: nobody looks into every binding when
#   someone leaves. Groups of the identity provider are reviewed and withdrawn in one place.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#periodic-review
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#users-in-kubernetes
# custom:
#   id: K8S-033
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds: [rbac.authorization.k8s.io/RoleBinding, rbac.authorization.k8s.io/ClusterRoleBinding]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T1, M2T2, D2]
#   references: {nist-800-53: [AC-2]}
#   remediation: Bind the role to a group of the identity provider, and put the person into it.
#   parameters:
#     machine_users:
#       type: array
#       default: ["system:*", "eks:*", "*.gserviceaccount.com", kube-apiserver-kubelet-client]
#       description: Users that are no persons; `*` stands for any characters.
package bartizan.kubernetes.personal_binding

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.rbac
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s gives %q to the user %q", [kubernetes.title, role, subject.values.name]),
	"path": array.concat(subject.path, ["name"]),
	"key": subject.values.name,
} if {
	some subject in rbac.subjects
	subject.values.kind == "User"
	not unknown.within(subject.path)
	not machine(subject.values.name)
	role := object.get(input.values, ["roleRef", "name"], "")
}

undetermined contains entry if some entry in kubernetes.unknown_in(["subjects"], ["kind"])

undetermined contains entry if {
	some entry in kubernetes.unknown_in(["subjects"], ["name"])
	object.get(input.values, array.concat(array.slice(entry.path, 0, 2), ["kind"]), "User") == "User"
}

machine(name) if {
	some pattern in params.get("machine_users", ["system:*", "eks:*", "*.gserviceaccount.com", "kube-apiserver-kubelet-client"])
	glob.match(pattern, null, name)
}
