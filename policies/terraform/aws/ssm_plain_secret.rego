# METADATA
# title: SSM parameter holds a secret as plain text
# description: >-
#   Everyone who may read parameters reads the value, and it shows in the console and in the history. A `SecureString` is
#   encrypted with a key that has permissions of its own. Told by the name of the parameter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssm_parameter
# custom:
#   id: TF-AWS-045
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds: [aws_ssm_parameter]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, M2T1]
#   references:
#     checkov: [CKV2_AWS_34]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Set `type` to `SecureString`, with the value in `value` or `value_wo`, and change the value that was readable.
package bartizan.terraform.ssm_plain_secret

import data.bartizan.lib.kubernetes_credential
import data.bartizan.lib.unknown

deny contains {
	"path": ["type"],
	"message": sprintf("parameter %q is a %s, not a SecureString", [input.values.name, type]),
	"fix": fix,
} if {
	kubernetes_credential.named(label)
	type := object.get(input.values, "type", "String")
	type != "SecureString"
	not unknown.at(["type"])
	not points_elsewhere
}

undetermined contains {"path": path, "reason": reason} if {
	object.get(input.values, "type", "String") != "SecureString"
	not points_elsewhere
	some path, reason in unknown.at(["name"])
}

undetermined contains {"path": path, "reason": reason} if {
	kubernetes_credential.named(label)
	not points_elsewhere
	some path, reason in unknown.at(["type"])
}

fix := [{"op": "set", "path": ["type"], "value": "SecureString", "safety": "unsafe"}] if {
	object.get(input.values, "insecure_value", "absent") == "absent"
}

fix := [] if object.get(input.values, "insecure_value", "absent") != "absent"

# `password` of `/production/database/password`.
label := parts[count(parts) - 1] if parts := split(input.values.name, "/")

# The value names a secret that is kept elsewhere, or is a switch.
points_elsewhere if {
	some attribute in ["value", "insecure_value"]
	value := object.get(input.values, attribute, "")
	value != ""
	not kubernetes_credential.pair(label, value)
}

points_elsewhere if {
	some reference in object.get(input, "references", [])
	reference.path[0] in {"value", "insecure_value"}
	regex.match(`(^|[.])(aws_secretsmanager_secret|aws_kms_key|aws_kms_alias|aws_ssm_parameter)[.]`, reference.address)
}
