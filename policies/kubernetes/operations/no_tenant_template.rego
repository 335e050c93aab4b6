# METADATA
# title: Namespaces of departments are made by hand
# description: >-
#   Where each department is taken in by hand, one gets quotas, network policies and a role of its own and the next
#   does not. A template that makes all of them gives every department the same guards.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
#   - ref: https://projectcapsule.dev/docs/tenants/
#   - ref: https://github.com/kubernetes-retired/hierarchical-namespaces
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/generate/
# custom:
#   id: OPS-037
#   severity: low
#   confidence: low
#   platform: kubernetes
#   kinds:
#     - Namespace
#     - argoproj.io/ApplicationSet
#     - argoproj.io/AppProject
#     - kyverno.io/ClusterPolicy
#     - policies.kyverno.io/GeneratingPolicy
#     - capsule.clastix.io/Tenant
#     - hnc.x-k8s.io/SubnamespaceAnchor
#     - management.cattle.io/Project
#     - config.openshift.io/Project
#     - tenancy.stakater.com/Tenant
#   scope: fleet
#   level: 3
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [P9, M3O2]
#   references: {nist-800-53: [CM-2]}
#   remediation: >-
#     Make namespaces from an ApplicationSet, a Tenant of Capsule, a `SubnamespaceAnchor` or a Kyverno rule with
#     `generate`, and give each team an AppProject.
#   parameters:
#     namespaces:
#       type: number
#       default: 3
#       description: From how many namespaces on, those of the system aside, a template is asked for.
#     system:
#       type: array
#       default:
#          [default, kube-system, kube-public, kube-node-lease, argocd, flux-system, cert-manager, monitoring,
#          ingress-nginx, istio-system]
#       description: Namespaces that belong to no department.
package bartizan.kubernetes.no_tenant_template

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := sprintf("%d namespaces come from no template for departments", [count(namespaces)])

missing if {
	count(namespaces) >= params.get("namespaces", 3)
	not found
}

namespaces := {resource.name |
	some resource in installed.of({"Namespace"})
	not resource.name in params.get("system", system)
}

system := [
	"default", "kube-system", "kube-public", "kube-node-lease", "argocd", "flux-system", "cert-manager",
	"monitoring", "ingress-nginx", "istio-system",
]

found if count(installed.of({"ApplicationSet", "GeneratingPolicy", "Tenant", "SubnamespaceAnchor", "Project"})) > 0

# The project default is there in any case.
found if {
	some project in installed.of({"AppProject"})
	project.name != "default"
}

found if {
	some policy in installed.of({"ClusterPolicy"})
	some rule in kubernetes.list(policy.values, ["spec", "rules"])
	is_object(object.get(rule, "generate", null))
}

doubts contains "one may stand outside this scan" if not installed.complete

doubts contains "not all that a policy generates is known" if {
	installed.complete
	some policy in installed.of({"ClusterPolicy"})
	unknown.within_in(policy, ["spec", "rules"])
}
