# METADATA
# title: GitOps takes its source in clear or without checking who signed it
# description: >-
#   What the controller fetches it also applies, with the rights of the cluster. Over plain HTTP, or without a
#   signature, whoever sits on the line or gets into the repository decides what runs.
# related_resources:
#   - ref: https://fluxcd.io/flux/components/source/gitrepositories/#verification
#   - ref: https://fluxcd.io/flux/components/source/ocirepositories/#verification
#   - ref: https://fluxcd.io/flux/components/source/helmrepositories/
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/gpg-verification/
# custom:
#   id: OPS-022
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - source.toolkit.fluxcd.io/GitRepository
#     - source.toolkit.fluxcd.io/OCIRepository
#     - source.toolkit.fluxcd.io/HelmRepository
#     - source.toolkit.fluxcd.io/Bucket
#     - argoproj.io/Application
#     - argoproj.io/AppProject
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O3, M3T3, D1]
#   references: {nist-800-53: [SA-10, SI-7]}
#   remediation: >-
#     Fetch over https or ssh, set `spec.verify` of GitRepository and OCIRepository (or pin a commit or digest), and
#     list `signatureKeys` in the AppProject of production.
#   parameters:
#     production:
#       type: array
#       default:
#          [prod, production, live]
#       description: Words in names that tell of production, where an AppProject must list signature keys.
package bartizan.kubernetes.gitops_source_unverified

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s fetches in clear over %s", [kubernetes.title, scheme]),
	"path": path,
} if {
	some path in url_paths
	url := object.get(input.values, path, "")
	some scheme in ["http", "git"]
	startswith(lower(url), concat("", [scheme, "://"]))
}

deny contains {
	"message": sprintf("%s fetches without TLS: insecure is true", [kubernetes.title]),
	"path": ["spec", "insecure"],
	"fix": [{"op": "set", "path": ["spec", "insecure"], "value": false, "safety": "unsafe"}],
} if {
	input.kind in {"OCIRepository", "HelmRepository", "Bucket"}
	object.get(input.values, ["spec", "insecure"], false) == true
}

deny contains {
	"message": sprintf("%s does not check who signed: verify is not set", [kubernetes.title]),
	"path": ["spec", "verify"],
} if {
	pin := pins[input.kind]
	count(unsure) == 0
	object.get(input.values, ["spec", "verify"], null) in {null, {}}
	object.get(input.values, pin, "") == ""
}

# What fixes the content, so that nobody can put another in its place.
pins := {
	"GitRepository": ["spec", "ref", "commit"],
	"OCIRepository": ["spec", "ref", "digest"],
}

deny contains {
	"message": sprintf("%s of production lists no signature keys", [kubernetes.title]),
	"path": ["spec", "signatureKeys"],
} if {
	input.kind == "AppProject"
	production
	count(unsure) == 0
	count(kubernetes.list(input.values, ["spec", "signatureKeys"])) == 0
	count(kubernetes.map(input.values, ["spec", "sourceIntegrity"])) == 0
}

production if {
	some text in [object.get(input, "name", ""), object.get(input, "environment", "")]
	some word in regex.split(`[^a-z0-9]+`, lower(text))
	word in params.get("production", ["prod", "production", "live"])
}

url_paths := [["spec", "url"]] if input.kind in {"GitRepository", "OCIRepository", "HelmRepository"}

url_paths := [["spec", "endpoint"]] if input.kind == "Bucket"

url_paths := array.concat([["spec", "source", "repoURL"]], [["spec", "sources", i, "repoURL"] |
	some i, _ in kubernetes.list(input.values, ["spec", "sources"])
]) if {
	input.kind == "Application"
}

url_paths := [["spec", "sourceRepos", i] | some i, _ in kubernetes.list(input.values, ["spec", "sourceRepos"])] if {
	input.kind == "AppProject"
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in unsure
}

unsure := {path: reason |
	some needed in array.concat(url_paths, object.get(decisive, input.kind, []))
	some path, reason in unknown.at(needed)
}

decisive := {
	"GitRepository": [["spec", "verify"], pins.GitRepository],
	"OCIRepository": [["spec", "verify"], ["spec", "insecure"], pins.OCIRepository],
	"HelmRepository": [["spec", "insecure"]],
	"Bucket": [["spec", "insecure"]],
	"Application": [["spec", "sources"]],
	"AppProject": [["spec", "signatureKeys"], ["spec", "sourceRepos"]],
}
