# METADATA
# title: Module or Helm release does not pin a version
# description: >-
#   The next `terraform init` or apply takes whatever the repository holds by then, unreviewed, and two environments set up
#   on different days run different software. No lock file holds the versions of modules and charts.
# related_resources:
#   - ref: https://developer.hashicorp.com/terraform/language/block/module#version
#   - ref: https://developer.hashicorp.com/terraform/language/modules/configuration#module-sources
#   - ref: https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release#version
#   - ref: https://helm.sh/docs/chart_best_practices/dependencies/#versions
# custom:
#   id: OPS-027
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [helm_release, module]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O3, D1, M4T2]
#   references:
#     nist-800-53: [CM-2, SA-10]
#   remediation: >-
#     Set `version` to one exact version of the chart or module; give a module from a repository the tag or commit that was
#     reviewed, `?ref=v1.2.3`. Let a tool propose newer ones for review.
package bartizan.terraform.unpinned_version

import data.bartizan.lib.unknown

deny contains {
	"path": ["version"],
	"message": sprintf("%s has no version: the newest is installed", [subject]),
} if {
	remote
	version == ""
	count(unknown_needs) == 0
}

deny contains {
	"path": ["version"],
	"message": sprintf("version %q of %s allows others", [version, subject]),
} if {
	remote
	version != ""
	not exact
	count(unknown_needs) == 0
}

deny contains {
	"path": ["source"],
	"message": sprintf("module %q takes the newest of its repository", [input.name]),
} if {
	repository_of_module
	count(revisions) == 0
}

deny contains {
	"path": ["source"],
	"message": sprintf("module %q follows branch %q", [input.name, revision]),
} if {
	repository_of_module
	some revision in revisions
	revision in {"main", "master", "develop", "trunk", "HEAD"}
}

undetermined contains {"path": path, "reason": reason} if {
	not exact
	possibly_remote
	some path, reason in unknown_needs
}

subject := sprintf("module %q", [input.name]) if input.kind == "module"

subject := sprintf("chart %q", [chart]) if input.kind == "helm_release"

chart := object.get(input.values, "chart", "")

source := object.get(input.values, "source", "")

repository := object.get(input.values, "repository", "")

version := trim_space(object.get(input.values, "version", ""))

# Without a patch number, or with an operator, it is a range.
exact if regex.match(`^=?\s*v?[0-9]+[.][0-9]+[.][0-9]+([-+][0-9A-Za-z.+-]+)?$`, version)

# A module of a registry: `NAMESPACE/NAME/PROVIDER`, with the host before and a folder behind it where they are not the usual.
remote if {
	input.kind == "module"
	regex.match(`^([a-z0-9.-]+[.][a-z0-9-]+(:[0-9]+)?/)?[A-Za-z0-9_-]+/[A-Za-z0-9_-]+/[a-z0-9]+(//.*)?$`, source)
	not repository_of_module
}

# A chart from a repository: named by it, by an alias of it, or by an address without tag and digest.
remote if {
	repository != ""
	not local
}

remote if {
	startswith(chart, "oci://")
	not contains(chart, "@")
	not regex.match(`:[^/]+$`, chart)
}

# `bitnami/redis`, where `bitnami` is set up on the machine that applies.
remote if {
	repository == ""
	regex.match(`^[a-z0-9][a-z0-9-]*/[a-z0-9-]+$`, chart)
	not regex.match(`^(charts?|helm|modules?|deploy|files)(-|/)`, chart)
}

possibly_remote if remote

possibly_remote if unknown.at(["source"])

possibly_remote if unknown.at(["chart"])

possibly_remote if {
	unknown.at(["repository"])
	not local
}

# A module from a Git or Mercurial repository, or from a registry of container images. What a web server or a bucket gives
# has no versions to choose from.
repository_of_module if {
	input.kind == "module"
	regex.match(`^(git::|hg::|oci://|git@|github[.]com/|bitbucket[.]org/)`, source)
}

# What `ref`, or as another kind of repository calls it, says: a branch, a tag or a commit.
revisions := {match[2] | some match in regex.find_all_string_submatch_n(`[?&](ref|rev|tag|digest)=([^&]+)`, source, -1)}

# A folder of the project, or an address of one archive.
local if regex.match(`^([.~]?[.]?/|https?://|file://)`, chart)

unknown_needs := {path: reason |
	some needed in ["version", "chart", "repository", "source"]
	some path, reason in unknown.at([needed])
}
