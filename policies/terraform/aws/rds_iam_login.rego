# METADATA
# title: Database takes passwords only
# description: >-
#   A password lives for years in configuration files and heads. With IAM logins a service shows a token that ends after
#   fifteen minutes, and whoever leaves loses the database with the account.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless.html#aurora-serverless.limitations
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance
# custom:
#   id: TF-AWS-028
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_db_instance, aws_rds_cluster]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2T1, B2, A2]
#   references:
#     trivy: [AWS-0176]
#     checkov: [CKV_AWS_161, CKV_AWS_162]
#     nist-800-53: [IA-5]
#   remediation: >-
#     Set `iam_database_authentication_enabled` to true and let the services log in with `rds-db:connect`.
package bartizan.terraform.rds_iam_login

import data.bartizan.lib.rds
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

attribute := "iam_database_authentication_enabled"

# Engines that know IAM logins.
engines := {"mysql", "mariadb", "postgres", "aurora", "aurora-mysql", "aurora-postgresql"}

deny contains {
	"path": [attribute],
	"message": sprintf("%s does not accept IAM logins", [rds.noun[input.kind]]),
	"fix": [{"op": "set", "path": [attribute], "value": true, "safety": "unsafe"}],
} if {
	off
	rds.engine(input) in engines
	not unknown.at([attribute])
	not unknown.at(["engine_mode"])
}

undetermined contains {"path": path, "reason": reason} if {
	possible
	off
	some needed in [attribute, "engine", "engine_mode"]
	some path, reason in unknown.at([needed])
}

undetermined contains {"path": ["engine"], "reason": "the engine is that of the source or the snapshot"} if {
	off
	rds.engine(input) == ""
	not unknown.at(["engine"])
}

off if {
	not tf.is_true(object.get(input.values, attribute, false))
	not rds.serverless(input)
}

# May the engine be one that knows IAM logins?
possible if rds.engine(input) in engines

possible if rds.engine(input) == ""
