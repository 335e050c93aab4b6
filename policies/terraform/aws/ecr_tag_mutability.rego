# METADATA
# title: Image repository lets tags be overwritten
# description: >-
#   Whoever may push can put another image under a tag that was reviewed and is in use; the next restart runs it. With
#   immutable tags a version stays what it was.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_repository
# custom:
#   id: TF-AWS-058
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_ecr_repository, aws_ecr_repository_creation_template]
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M4T2, D6]
#   references:
#     trivy: [AWS-0031]
#     checkov: [CKV_AWS_51]
#     nist-800-53: [CM-2, SI-7]
#   remediation: >-
#     Set `image_tag_mutability` to `IMMUTABLE`, and let the pipeline push each image under a tag of its own. Tags that
#     move, such as `latest`, can be excluded with `IMMUTABLE_WITH_EXCLUSION`.
package bartizan.terraform.ecr_tag_mutability

import data.bartizan.lib.unknown

path := ["image_tag_mutability"]

deny contains {
	"path": path,
	"message": sprintf("tags of the repository can be overwritten (image_tag_mutability is %s)", [mutability]),
	"fix": [{"op": "set", "path": path, "value": "IMMUTABLE", "safety": "unsafe"}],
} if {
	not unknown.at(path)
	mutability := object.get(input.values, path, "not set")
	not mutability in {"IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"}
}

undetermined contains {"path": at, "reason": reason} if {
	some at, reason in unknown.at(path)
}
