# METADATA
# title: Crypto key is not rotated often enough
# description: >-
#   The longer one key is used, the more a leak of it opens, and nobody notices who keeps a copy. With a rotation period
#   Cloud KMS makes new versions on its own; what was encrypted before stays readable.
# related_resources:
#   - ref: https://cloud.google.com/kms/docs/key-rotation
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/kms_crypto_key#rotation_period
# custom:
#   id: TF-GCP-028
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [google_kms_crypto_key]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, D3]
#   references:
#     trivy: [GCP-0065]
#     checkov: [CKV_GCP_43]
#     nist-800-53: [SC-12]
#   remediation: >-
#     Set `rotation_period` to at most 90 days (`7776000s`). Keys for signing, imported ones and those kept outside of
#     Google cannot be rotated this way and are not asked.
#   parameters:
#     days:
#       type: number
#       default: 90
#       description: >-
#         Days after which a key must have a new version at the latest.
package bartizan.terraform.crypto_key_rotation

import data.bartizan.lib.google
import data.bartizan.lib.params
import data.bartizan.lib.tf

setting := ["rotation_period"]

purpose := ["purpose"]

imported := ["import_only"]

protection := ["version_template", 0, "protection_level"]

most := params.get("days", 90)

deny contains {
	"path": setting,
	"message": message,
	"fix": google.write(setting, sprintf("%vs", [most * 86400])),
} if {
	rotatable
	count(questions) == 0
	message := fault
}

undetermined contains {"path": path, "reason": reason} if {
	rotatable
	not in_time
	some path, reason in questions
}

questions := google.unknowns(input, [setting, purpose, imported, protection])

rotatable if {
	google.choice(input, purpose, "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
	not tf.is_true(google.value(input, imported, false))
	not startswith(google.choice(input, protection, "SOFTWARE"), "EXTERNAL")
}

fault := sprintf("key %q is never rotated", [google.label(input)]) if google.value(input, setting, "") == ""

fault := sprintf("key %q is rotated after %v days, not %v", [google.label(input), round(seconds / 86400), most]) if seconds > most * 86400

in_time if seconds <= most * 86400

# `7776000s`, also with a fraction.
seconds := to_number(trim_suffix(text, "s")) if {
	text := google.value(input, setting, "")
	regex.match(`^[0-9]+([.][0-9]+)?s$`, text)
}
