# METADATA
# title: Database can be deleted without a safeguard
# description: >-
#   One wrong apply removes the database and, with the last snapshot skipped, everything in it. Deletion protection
#   makes AWS refuse until somebody switches it off on purpose.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance#deletion_protection
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster
# custom:
#   id: TF-AWS-030
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_db_instance, aws_rds_cluster]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     trivy: [AWS-0177, AWS-0343]
#     checkov: [CKV_AWS_293, CKV_AWS_139]
#     nist-800-53: [CP-9]
#   remediation: >-
#     Set `deletion_protection` to true and `skip_final_snapshot` to false, with a `final_snapshot_identifier`.
package bartizan.terraform.rds_deletion

import data.bartizan.lib.rds
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["deletion_protection"],
	"message": sprintf("%s is not protected against deletion", [rds.noun[input.kind]]),
	"fix": [{"op": "set", "path": ["deletion_protection"], "value": true, "safety": "unsafe"}],
} if {
	holds_data
	not unknown.at(["deletion_protection"])
	not tf.is_true(object.get(input.values, "deletion_protection", false))
}

deny contains {
	"path": ["skip_final_snapshot"],
	"message": sprintf("%s leaves no snapshot behind when it is deleted", [rds.noun[input.kind]]),
	"fix": array.concat([{"op": "set", "path": ["skip_final_snapshot"], "value": false, "safety": "unsafe"}], named),
} if {
	holds_data
	tf.is_true(object.get(input.values, "skip_final_snapshot", false))
}

undetermined contains {"path": path, "reason": reason} if {
	holds_data
	some attribute in ["deletion_protection", "skip_final_snapshot"]
	some path, reason in unknown.at([attribute])
}

# What a replica holds, its source still has; AWS takes no last snapshot of one.
holds_data if not rds.replica(input)

# A last snapshot needs a name.
named := [] if rds.given(input, "final_snapshot_identifier")

named := [{"op": "set", "path": ["final_snapshot_identifier"], "value": name, "safety": "unsafe"}] if {
	not rds.given(input, "final_snapshot_identifier")
	name := sprintf("%s-final", [regex.replace(lower(input.name), `[^a-z0-9]+`, "-")])
}
