# METADATA
# title: Resource is placed in a region that is not approved
# description: >-
#   Data of citizens leaves the territory whose law protects it. Which regions are approved is for you to say: until the
#   parameter `approved_regions` is set, nothing is asked.
# related_resources:
#   - ref: https://docs.aws.amazon.com/prescriptive-guidance/latest/strategy-aws-sovereign-controls/data-residency.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
#     description: from version 6 on every resource may name its region
# custom:
#   id: TF-AWS-084
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds:
#     - provider.aws
#     - aws_db_instance
#     - aws_dynamodb_global_table
#     - aws_dynamodb_table
#     - aws_dynamodb_table_replica
#     - aws_ebs_volume
#     - aws_efs_file_system
#     - aws_efs_replication_configuration
#     - aws_eks_cluster
#     - aws_elasticache_replication_group
#     - aws_instance
#     - aws_kms_key
#     - aws_opensearch_domain
#     - aws_rds_cluster
#     - aws_redshift_cluster
#     - aws_s3_bucket
#     - aws_secretsmanager_secret
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Compliance & Risk
#   owner: Security & Legal Team
#   supporting: [All Engineering Functions]
#   controls: [M1O3, C4]
#   references:
#     nist-800-53: [SA-9(5)]
#   remediation: >-
#     Set `region` to an approved region, in the provider block or at the resource; take replicas in other regions out.
#   parameters:
#     approved_regions:
#       type: array
#       default: []
#       description: >-
#         Regions in which resources may stand, such as `ap-south-1`; `*` stands for any characters. Add `us-east-1` if
#         a provider for global services such as CloudFront needs it.
package bartizan.terraform.region

import data.bartizan.lib.params
import data.bartizan.lib.unknown

approved := params.get("approved_regions", [])

deny contains {
	"path": place.path,
	"message": sprintf("%s %q is in region %s, which is not approved", [input.kind, input.name, place.region]),
	"key": place.region,
} if {
	count(approved) > 0
	some place in places
	not accepted(place.region)
}

undetermined contains {"path": path, "reason": reason} if {
	count(approved) > 0
	some name in region_paths
	some path, reason in unknown.at(name)
}

undetermined contains {"path": path, "reason": reason} if {
	count(approved) > 0
	some list, _ in nested
	some path, reason in unknown.within([list])
	concerns_region(path)
}

undetermined contains {"path": ["region"], "reason": "the region comes from the environment"} if {
	count(approved) > 0
	input.kind == "provider.aws"
	object.get(input.values, "region", "") == ""
	not unknown.at(["region"])
}

region_paths := [["region"], ["region_name"]]

# Blocks that place copies elsewhere, and how each calls the region.
nested := {"replica": ["region_name", "region"], "destination": ["region"]}

places contains {"path": path, "region": region} if {
	some path in region_paths
	region := object.get(input.values, path, "")
	region != ""
}

places contains {"path": [list, index, name], "region": region} if {
	some list, names in nested
	some index, block in object.get(input.values, list, [])
	some name in names
	region := object.get(block, name, "")
	region != ""
}

concerns_region(path) if count(path) <= 2

concerns_region(path) if path[2] in {"region", "region_name"}

accepted(region) if {
	some pattern in approved
	glob.match(pattern, [], region)
}
