# METADATA
# title: Relational database is publicly reachable
# description: >-
#   The endpoint of the database resolves to a public address. From then on only a security group and a password stand
#   between the internet and the citizens' records.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html#USER_VPC.Hiding
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance
# custom:
#   id: TF-AWS-027
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [aws_db_instance, aws_rds_cluster_instance]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2T5, M4O3, B2, P5]
#   references:
#     trivy: [AWS-0180]
#     checkov: [CKV_AWS_17]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `publicly_accessible` to false and reach the database from within the VPC, or through a bastion or a VPN.
package bartizan.terraform.rds_public

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["publicly_accessible"],
	"message": "database is publicly accessible",
	"fix": [{"op": "set", "path": ["publicly_accessible"], "value": false, "safety": "unsafe"}],
} if {
	tf.is_true(object.get(input.values, "publicly_accessible", false))
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(["publicly_accessible"])
