# METADATA
# title: CloudTrail log files carry no digest
# description: >-
#   Whoever gets into the account edits the log files to hide it. Digest files, signed by Amazon each hour, show
#   investigators afterwards whether a file was changed, removed or added.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail
# custom:
#   id: TF-AWS-009
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_cloudtrail]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, M3T3]
#   references:
#     trivy: [AWS-0016]
#     checkov: [CKV_AWS_36]
#     cis: [aws-1.4/3.2]
#     nist-800-53: [AU-9, SI-7]
#   remediation: >-
#     Set `enable_log_file_validation` to true.
package bartizan.terraform.cloudtrail_validation

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["enable_log_file_validation"],
	"message": "log file validation of the trail is not switched on",
	"fix": [{"op": "set", "path": ["enable_log_file_validation"], "value": true, "safety": "safe"}],
} if {
	not unknown.at(["enable_log_file_validation"])
	not tf.is_true(object.get(input.values, "enable_log_file_validation", false))
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(["enable_log_file_validation"])
