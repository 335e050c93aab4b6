# METADATA
# title: Helm release does not pin the version of its chart
# description: >-
#   The next apply installs whatever the repository holds by then, unreviewed, and two clusters set up on different days
#   run different software.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release#version
#   - ref: https://helm.sh/docs/chart_best_practices/dependencies/#versions
# custom:
#   id: OPS-027
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [helm_release]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O3, D1, M4T2]
#   references:
#     nist-800-53: [CM-2, SA-10]
#   remediation: Set `version` to one exact version of the chart, and let a tool propose newer ones for review.
package bartizan.terraform.chart_version

import data.bartizan.lib.unknown

deny contains {
	"path": ["version"],
	"message": sprintf("chart %q has no version: the newest is installed", [chart]),
} if {
	remote
	version == ""
	count(unknown_needs) == 0
}

deny contains {
	"path": ["version"],
	"message": sprintf("version %q of chart %q allows others", [version, chart]),
} if {
	remote
	version != ""
	not exact
	count(unknown_needs) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	not exact
	possibly_remote
	some path, reason in unknown_needs
}

chart := object.get(input.values, "chart", "")

repository := object.get(input.values, "repository", "")

version := trim_space(object.get(input.values, "version", ""))

# Without a patch number, or with an operator, it is a range.
exact if regex.match(`^=?\s*v?[0-9]+[.][0-9]+[.][0-9]+([-+][0-9A-Za-z.+-]+)?$`, version)

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

possibly_remote if {
	unknown.at(["chart"])
}

possibly_remote if {
	unknown.at(["repository"])
	not local
}

# A folder of the project, or an address of one archive.
local if regex.match(`^([.~]?[.]?/|https?://|file://)`, chart)

unknown_needs := {path: reason |
	some needed in ["version", "chart", "repository"]
	some path, reason in unknown.at([needed])
}
