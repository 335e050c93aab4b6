# METADATA
# title: Database exports no logs
# description: >-
#   Logs that stay on the database are overwritten within days and can be deleted by its administrators. Exported to
#   CloudWatch, they show later who logged in, from where and what was asked.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v1.how-it-works.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance#enabled_cloudwatch_logs_exports
# custom:
#   id: TF-AWS-032
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_db_instance, aws_rds_cluster]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, B3]
#   references:
#     checkov: [CKV_AWS_129, CKV_AWS_324]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Set `enabled_cloudwatch_logs_exports`: `postgresql` for PostgreSQL; `audit`, `error`, `general` or `slowquery` for
#     MySQL and MariaDB.
package bartizan.terraform.rds_logs

import data.bartizan.lib.rds
import data.bartizan.lib.unknown

attribute := "enabled_cloudwatch_logs_exports"

# Logs that every edition of an engine can export.
logs := {
	"postgres": ["postgresql"],
	"aurora-postgresql": ["postgresql"],
	"mysql": ["error", "slowquery"],
	"mariadb": ["error", "slowquery"],
	"aurora": ["audit", "error", "slowquery"],
	"aurora-mysql": ["audit", "error", "slowquery"],
}

deny contains {
	"path": [attribute],
	"message": sprintf("%s exports no logs", [rds.noun[input.kind]]),
	"fix": [{"op": "set", "path": [attribute], "value": names, "safety": "unsafe"} | some names in [object.get(logs, rds.engine(input), [])]; count(names) > 0],
} if {
	silent
	count(unknown_values) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	silent
	some path, reason in unknown_values
}

# A list in which a value is unknown is not empty.
unknown_values := {path: reason |
	some needed in [attribute, "engine_mode"]
	some path, reason in unknown.at([needed])
}

# Aurora Serverless v1 exports by itself, RDS Custom leaves the logs to its owner.
silent if {
	count(object.get(input.values, attribute, [])) == 0
	not unknown.at([attribute, 0])
	not exempt
}

silent if {
	unknown.at([attribute])
	not exempt
}

exempt if rds.serverless(input)

exempt if startswith(rds.engine(input), "custom-")
