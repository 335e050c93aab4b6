# METADATA
# title: GitOps leaves drift in place or follows a moving ref
# description: >-
#   As long as changes by hand persist, the cluster is not what the reviewed repository says: an intruder's edit
#   stays, and nobody can rebuild the state of yesterday.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
#   - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/
# custom:
#   id: OPS-021
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [argoproj.io/Application, kustomize.toolkit.fluxcd.io/Kustomization, source.toolkit.fluxcd.io/GitRepository]
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M4T2, M2O3]
#   references: {nist-800-53: [CM-3]}
#   remediation: >-
#     Let the controller heal and prune (`selfHeal`, `prune`), do not suspend it, and follow a tag, a commit or a
#     protected branch.
#   parameters:
#     moving_revisions:
#       type: array
#       default: [HEAD, "*"]
#       description: Revisions that an Argo CD application may not follow.
package bartizan.kubernetes.gitops_leaves_drift

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s leaves changes by hand in place: selfHeal is not true", [kubernetes.title]),
	"path": ["spec", "syncPolicy", "automated", "selfHeal"],
	"fix": [{"op": "set", "path": ["spec", "syncPolicy", "automated", "selfHeal"], "value": true, "safety": "unsafe"}],
} if {
	input.kind == "Application"
	count(kubernetes.unknown_around(["spec", "syncPolicy"])) == 0
	object.get(input.values, ["spec", "syncPolicy", "automated", "selfHeal"], false) != true
}

deny contains {
	"message": sprintf("%s keeps what was removed from the repository: prune is not true", [kubernetes.title]),
	"path": ["spec", "prune"],
	"fix": [{"op": "set", "path": ["spec", "prune"], "value": true, "safety": "unsafe"}],
} if {
	input.kind == "Kustomization"
	not unknown.within(["spec", "prune"])
	object.get(input.values, ["spec", "prune"], false) != true
}

deny contains {
	"message": sprintf("%s is suspended", [kubernetes.title]),
	"path": ["spec", "suspend"],
	"fix": [{"op": "set", "path": ["spec", "suspend"], "value": false, "safety": "unsafe"}],
} if {
	input.kind == "Kustomization"
	object.get(input.values, ["spec", "suspend"], false) == true
}

deny contains {
	"message": sprintf("%s follows the default branch: ref is not set", [kubernetes.title]),
	"path": ["spec", "ref"],
} if {
	input.kind == "GitRepository"
	not unknown.within(["spec", "ref"])
	object.get(input.values, ["spec", "ref"], {}) in [{}, null]
}

deny contains {
	"message": sprintf("%s follows the moving ref %q", [kubernetes.title, revision]),
	"path": ["spec", "source", "targetRevision"],
} if {
	input.kind == "Application"
	is_object(object.get(input.values, ["spec", "source"], null))
	not unknown.within(["spec", "source", "targetRevision"])
	revision := object.get(input.values, ["spec", "source", "targetRevision"], "HEAD")
	revision in params.get("moving_revisions", ["HEAD", "*"])
}

undetermined contains entry if {
	some path in decisive[input.kind]
	some entry in kubernetes.unknown_around(path)
}

decisive := {
	"Application": [["spec", "syncPolicy"], ["spec", "source", "targetRevision"]],
	"Kustomization": [["spec", "prune"], ["spec", "suspend"]],
	"GitRepository": [["spec", "ref"]],
}
