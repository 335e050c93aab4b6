# METADATA
# title: Image repository is not scanned for known flaws
# description: >-
#   Images with flaws that everyone knows go into production unnoticed. A scan of each image that is pushed, asked for by
#   the repository or by the registry as a whole, tells before they run.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_registry_scanning_configuration
# custom:
#   id: TF-AWS-059
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_ecr_repository, aws_ecr_registry_scanning_configuration]
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3O1, D6]
#   references:
#     trivy: [AWS-0030]
#     checkov: [CKV_AWS_163]
#     cis: [eks-1.4/5.1.1]
#     nist-800-53: [RA-5]
#   remediation: >-
#     Set `scan_on_push` to true in `image_scanning_configuration`, or add an `aws_ecr_registry_scanning_configuration`
#     with a rule that covers the repository.
package bartizan.terraform.ecr_scanning

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

path := ["image_scanning_configuration", 0, "scan_on_push"]

deny contains {
	"resource": repository.address,
	"path": path,
	"message": sprintf("images in repository %q are not scanned when they are pushed", [label(repository)]),
	"fix": [{"op": "set", "path": path, "value": true, "safety": "unsafe"}],
} if {
	some repository in unscanned
	count(doubts(repository)) == 0
}

undetermined contains {"resource": repository.address, "path": at, "reason": reason} if {
	some repository in unscanned
	some [at, reason] in doubts(repository)
}

label(repository) := object.get(repository.values, "name", repository.name)

unscanned contains repository if {
	some repository in input.resources
	repository.kind == "aws_ecr_repository"
	not tf.is_true(object.get(repository.values, path, false))
	not covered(repository)
}

# The filters of rules of the registry that scan by themselves.
filters contains filter if {
	some configuration in configurations
	some rule in object.get(configuration.values, "rule", [])
	object.get(rule, "scan_frequency", "") in {"SCAN_ON_PUSH", "CONTINUOUS_SCAN"}
	some block in object.get(rule, "repository_filter", [])
	filter := object.get(block, "filter", "")
	filter != ""
}

configurations contains resource if {
	some resource in input.resources
	resource.kind == "aws_ecr_registry_scanning_configuration"
}

covered(_) if "*" in filters

# A filter without a wildcard covers every name that it is part of.
covered(repository) if {
	some filter in filters
	not contains(filter, "*")
	contains(repository.values.name, filter)
}

covered(repository) if {
	some filter in filters
	contains(filter, "*")
	regex.match(sprintf("^%s$", [replace(replace(filter, ".", "[.]"), "*", ".*")]), repository.values.name)
}

# Why nobody can say whether `repository` is scanned: pairs of a path and a reason.
doubts(repository) := (own | {[path, reason] | some reason in elsewhere}) | unnamed(repository) if {
	own := {[at, reason] | some at, reason in unknown.at_in(repository, path)}
}

elsewhere contains "not all of the module is here" if object.get(input, "complete", false) == false

elsewhere contains "the rules of the registry are only known after apply" if {
	some configuration in configurations
	unknown.within_in(configuration, ["rule"])
}

unnamed(repository) := {[at, reason] |
	count(filters) > 0
	some at, reason in unknown.at_in(repository, ["name"])
}
