# METADATA
# title: Argo CD project or application may deploy anything anywhere
# description: >-
#   The project is what keeps one team, and whoever steals its login, out of the namespaces of all others. With
#   wildcards in it, or in the project default, a commit in any repository can change the whole cluster.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/
# custom:
#   id: OPS-023
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - argoproj.io/AppProject
#     - argoproj.io/Application
#     - argoproj.io/ApplicationSet
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3T1, D2, P9]
#   references: {nist-800-53: [AC-6]}
#   remediation: >-
#     Give each team an AppProject that lists its repositories (`sourceRepos`), its namespaces (`destinations`) and
#     the few cluster-wide kinds that it needs, and name it in `project` of the applications.
#   parameters:
#     exempt_projects:
#       type: array
#       default:
#          []
#       description: Names of projects, such as that of the platform team, that may be unrestricted.
package bartizan.kubernetes.argocd_project_unrestricted

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {"message": sprintf("%s takes every repository", [kubernetes.title]), "path": ["spec", "sourceRepos", i]} if {
	restricted
	some i, "*" in kubernetes.list(input.values, ["spec", "sourceRepos"])
}

deny contains {
	"message": sprintf("%s deploys to every namespace of %s", [kubernetes.title, cluster(destination)]),
	"path": ["spec", "destinations", i],
} if {
	restricted
	some i, destination in kubernetes.list(input.values, ["spec", "destinations"])
	object.get(destination, "namespace", "") == "*"
	count(kubernetes.unknown_around(["spec", "destinations", i])) == 0
}

deny contains {
	"message": sprintf("%s may make everything that concerns the whole cluster", [kubernetes.title]),
	"path": ["spec", "clusterResourceWhitelist", i],
} if {
	restricted
	some i, entry in kubernetes.list(input.values, ["spec", "clusterResourceWhitelist"])
	object.get(entry, "group", "") == "*"
	object.get(entry, "kind", "") == "*"
}

# Argo CD takes an empty project for the default one.
deny contains {
	"message": sprintf("%s is in the project default, which allows everything unless it was restricted", [kubernetes.title]),
	"path": project_paths[input.kind],
} if {
	path := project_paths[input.kind]
	not unknown.at(path)
	not "default" in exempt
	object.get(input.values, path, "default") in {"default", ""}
}

project_paths := {
	"Application": ["spec", "project"],
	"ApplicationSet": ["spec", "template", "spec", "project"],
}

restricted if {
	input.kind == "AppProject"
	not object.get(input, "name", "") in exempt
}

exempt := params.get("exempt_projects", [])

cluster(destination) := "every cluster" if {
	object.get(destination, "server", object.get(destination, "name", "*")) == "*"
} else := "a cluster"

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in unknown.at(project_paths[input.kind])
}

undetermined contains entry if {
	restricted
	some field in ["sourceRepos", "destinations", "clusterResourceWhitelist"]
	some entry in kubernetes.unknown_in(["spec", field], [])
}
