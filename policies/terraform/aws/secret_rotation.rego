# METADATA
# title: Managed secret is not rotated, or too seldom
# description: >-
#   A password that leaked once opens its door until somebody changes it. Secrets Manager can change it by itself, at the
#   database and in the secret at the same time.
# related_resources:
#   - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
#   - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret_rotation
# custom:
#   id: TF-AWS-043
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_secretsmanager_secret, aws_secretsmanager_secret_rotation]
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, D3]
#   references:
#     checkov: [CKV2_AWS_57, CKV_AWS_304]
#     nist-800-53: [IA-5]
#   remediation: >-
#     Add an `aws_secretsmanager_secret_rotation` for the secret, with `automatically_after_days` of 90 at most.
#   parameters:
#     max_days:
#       type: number
#       default: 90
#       description: Days after which a secret must be changed at the latest.
package bartizan.terraform.secret_rotation

import data.bartizan.lib.link
import data.bartizan.lib.params
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

kind := "aws_secretsmanager_secret_rotation"

deny contains {
	"resource": secret.address,
	"path": [],
	"message": sprintf("secret %q is never rotated", [object.get(secret.values, "name", secret.name)]),
} if {
	some secret in unrotated
	count(doubts) == 0
}

undetermined contains {"resource": secret.address, "path": [], "reason": reason} if {
	some secret in unrotated
	some reason in doubts
}

deny contains {
	"resource": rules.resource.address,
	"path": array.concat(rules.path, [attribute]),
	"message": sprintf("secret is rotated every %v days, not within %v", [days, max_days]),
} if {
	some rules in all_rules
	some attribute, days in intervals(rules.values)
	days > max_days
}

undetermined contains {"resource": rules.resource.address, "path": path, "reason": reason} if {
	some rules in all_rules
	some attribute in ["automatically_after_days", "schedule_expression"]
	some path, reason in unknown.at_in(rules.resource, array.concat(rules.path, [attribute]))
}

undetermined contains {"resource": resource.address, "path": entry.path, "reason": entry.reason} if {
	some resource in input.resources
	some entry in object.get(resource, "unknown", [])
	entry.path in [["rotation_rules"], ["rotation_rules", 0]]
}

max_days := params.get("max_days", 90)

# The rules of rotations, and those within secrets that providers before 4.0 wanted.
all_rules contains {"resource": resource, "path": ["rotation_rules", index], "values": values} if {
	some resource in input.resources
	some index, values in object.get(resource.values, "rotation_rules", [])
	not unknown.at_in(resource, ["rotation_rules", index])
}

# Days between two rotations, by the attribute that says so. How often a `cron` expression fires, is not computed.
intervals(rules) := object.union(
	{"automatically_after_days": days | days := tf.number(object.get(rules, "automatically_after_days", null))},
	{"schedule_expression": to_number(rates[0][1]) |
		rates := regex.find_all_string_submatch_n(`^rate\((\d+) days?\)$`, object.get(rules, "schedule_expression", ""), 1)
	},
)

unrotated contains secret if {
	some secret in link.of({"aws_secretsmanager_secret"})
	count(object.get(secret.values, "rotation_rules", [])) == 0
	not unknown.within_in(secret, ["rotation_rules"])
	count(link.companions(kind, "secret_id", secret, ["name", "arn"])) == 0
	not object.get(secret.values, "name", null) in names
}

# A rotation may write the ARN of its secret, which ends in the name and six random characters.
names contains regex.replace(id, `^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.*?)(-[A-Za-z0-9]{6})?$`, "$1") if {
	some rotation in link.of({kind})
	id := rotation.values.secret_id
}

# Why nothing follows from the absence of a rotation.
doubts contains link.doubt([kind], "secret_id", ["aws_secretsmanager_secret"])
