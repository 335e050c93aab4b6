# METADATA
# title: DynamoDB table cannot be restored to an earlier moment
# description: >-
#   A faulty job or a stolen key overwrites records within seconds. With point-in-time recovery the table can be
#   restored to any second of the last weeks; without it what is lost stays lost.
# related_resources:
#   - ref: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table
# custom:
#   id: TF-AWS-035
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_dynamodb_table]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     trivy: [AWS-0024]
#     checkov: [CKV_AWS_28]
#     nist-800-53: [CP-9]
#   remediation: >-
#     Add a block `point_in_time_recovery` with `enabled = true`.
package bartizan.terraform.dynamodb_recovery

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

enabled_path := ["point_in_time_recovery", 0, "enabled"]

deny contains {
	"path": enabled_path,
	"message": sprintf("table %q has no point-in-time recovery", [object.get(input.values, "name", input.name)]),
	"fix": [{"op": "set", "path": enabled_path, "value": true, "safety": "unsafe"}],
} if {
	not unknown.at(enabled_path)
	not tf.is_true(object.get(tf.block(input.values, "point_in_time_recovery"), "enabled", false))
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(enabled_path)
