# METADATA
# title: Managed secret is encrypted with the service's default key
# description: >-
#   The default key of Secrets Manager serves everyone in the account who may read the secret. A key of one's own has a
#   policy of its own: a second permission to give, to withdraw and to watch.
# related_resources:
#   - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret
# custom:
#   id: TF-AWS-044
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_secretsmanager_secret]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, P3]
#   references:
#     trivy: [AWS-0098]
#     checkov: [CKV_AWS_149]
#     nist-800-53: [SC-12]
#   remediation: >-
#     Set `kms_key_id` to a key of your own, after giving those who read the secret `kms:Decrypt` on it.
#   unknown: set
package bartizan.terraform.secret_default_key

import data.bartizan.lib.unknown

deny contains {"path": ["kms_key_id"], "message": message} if {
	not unknown.at(["kms_key_id"])
	message := fault(object.get(input.values, "kms_key_id", ""))
}

fault("") := "secret has no kms_key_id, so the key of the service encrypts it"

fault(key) := sprintf("secret is encrypted with %s, the key of the service", [key]) if {
	regex.match(`(^|:)alias/aws/`, key)
}
