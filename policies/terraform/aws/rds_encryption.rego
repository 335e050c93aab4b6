# METADATA
# title: Relational database storage is not encrypted
# description: >-
#   Whoever gets hold of a disk, a snapshot or a backup of the database reads the records in it. Encryption cannot be
#   switched on later, only by moving to a new database, so it costs least on the first day.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster
# custom:
#   id: TF-AWS-026
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_db_instance, aws_rds_cluster]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [AWS-0080, AWS-0079]
#     checkov: [CKV_AWS_16, CKV_AWS_96]
#     cis: [aws-1.4/2.3.1]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Set `storage_encrypted` to true. An existing database must be restored from an encrypted copy of its snapshot.
package bartizan.terraform.rds_encryption

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["storage_encrypted"],
	"message": sprintf("storage of the %s is not encrypted", [names[input.kind]]),
} if {
	count(unknown_values) == 0
	unencrypted
	not restored
}

undetermined contains {"path": path, "reason": reason} if {
	unencrypted
	some path, reason in unknown_values
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(["storage_encrypted"])

undetermined contains {"path": ["storage_encrypted"], "reason": "inherited from the snapshot that the database is restored from"} if {
	unencrypted
	restored
}

names := {"aws_db_instance": "database", "aws_rds_cluster": "database cluster"}

unknown_values := {path: reason |
	some attribute in ["storage_encrypted", "engine_mode"]
	some path, reason in unknown.at([attribute])
}

# A replica takes its encryption from its source; a serverless v1 cluster is always encrypted.
unencrypted if {
	not tf.is_true(object.get(input.values, "storage_encrypted", false))
	not replica
	object.get(input.values, "engine_mode", "provisioned") != "serverless"
}

replica if {
	some attribute in ["replicate_source_db", "replication_source_identifier"]
	given(attribute)
}

# An encrypted snapshot restores to an encrypted database, whatever is asked; where nothing is asked, that decides.
restored if {
	given("snapshot_identifier")
	object.get(input.values, "storage_encrypted", "absent") == "absent"
}

given(attribute) if object.get(input.values, attribute, "") != ""

given(attribute) if unknown.at([attribute])
