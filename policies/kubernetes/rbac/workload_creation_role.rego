# METADATA
# title: People may create workloads or reach the kubelet
# description: >-
#   Whoever creates a pod runs it under any service account of the namespace and reads any secret there; `nodes/proxy`
#   opens the kubelet and with it every container of the node, past audit and admission. Workloads should come from
#   the pipeline, not from persons.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
# custom:
#   id: K8S-032
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - rbac.authorization.k8s.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/RoleBinding
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#   scope: unit
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M3T1, D2]
#   references:
#     trivy: [KSV-0047, KSV-0048]
#     kube-linter: [access-to-create-pods]
#     kics: [592ad21d-ad9b-46c6-8d2d-fad09d62a942]
#     cis: [k8s-1.23/5.1.4]
#     nist-800-53: [AC-6]
#   remediation: Leave the creation of workloads to the deployment pipeline, and remove `nodes/proxy` from the rule.
#   parameters:
#     deployers:
#       type: array
#       default: []
#       description: "Users and groups that may create workloads, as `Group deployers`."
package bartizan.kubernetes.workload_creation_role

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.rbac

deny contains {
	"message": sprintf("%s %q lets %s %s %s", [role.kind, role.name, grantee.label, rbac.phrase(granted), kind_name]),
	"resource": role.address,
	"path": ["rules", i, "resources", j],
	"key": grantee.label,
	"related": [{"path": grantee.path, "message": "the subject", "resource": grantee.binding}],
} if {
	some role in roles
	some grantee in people_of[role_key(role.kind, role.namespace, role.name)]
	some i, rule in known_rules(role)
	some j, kind_name in kubernetes.list(rule, ["resources"])
	rbac.covers({"values": rule}, "apiGroups", workload_groups[kind_name])
	granted := rbac.granted_verbs({"values": rule}, {"create", "update", "patch"})
	count(granted) > 0
}

deny contains {
	"message": sprintf("%s %q reaches the kubelet of every node by nodes/proxy", [role.kind, role.name]),
	"resource": role.address,
	"path": ["rules", i, "resources", j],
} if {
	some role in roles
	some i, rule in known_rules(role)
	some j, kind_name in kubernetes.list(rule, ["resources"])
	kind_name == "nodes/proxy"
	rbac.covers({"values": rule}, "apiGroups", "")
	count(kubernetes.list(rule, ["verbs"])) > 0
}

undetermined contains object.union(entry, {"resource": resource.address}) if {
	some resource in input.resources
	some field in ["rules", "subjects", "roleRef"]
	some entry in kubernetes.unknown_around_of(resource, [field])
}

roles contains resource if {
	some resource in input.resources
	resource.kind in {"Role", "ClusterRole"}
}

known_rules(role) := {i: rule |
	some i, rule in kubernetes.list(role.values, ["rules"])
	count(kubernetes.unknown_around_of(role, ["rules", i])) == 0
}

# Users and groups to whom a binding of this set gives a role, by the role.
people_of[key] contains {
	"label": label,
	"binding": binding.address,
	"path": ["subjects", i],
} if {
	some binding in input.resources
	binding.kind in {"RoleBinding", "ClusterRoleBinding"}
	role := kubernetes.map(binding.values, ["roleRef"])
	key := role_key(role.kind, binding.namespace, role.name)
	some i, subject in kubernetes.list(binding.values, ["subjects"])
	subject.kind in {"User", "Group"}
	not startswith(subject.name, "system:")
	label := sprintf("%s %s", [subject.kind, subject.name])
	not label in params.get("deployers", [])
}

# A Role belongs to the namespace of its binding, a ClusterRole to none.
role_key("Role", namespace, name) := ["Role", namespace, name]

role_key("ClusterRole", _, name) := ["ClusterRole", null, name]

workload_groups := {
	"pods": "",
	"replicationcontrollers": "",
	"deployments": "apps",
	"daemonsets": "apps",
	"statefulsets": "apps",
	"replicasets": "apps",
	"jobs": "batch",
	"cronjobs": "batch",
}
