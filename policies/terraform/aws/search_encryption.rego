# METADATA
# title: Search domain takes plain HTTP or is not encrypted
# description: >-
#   Search domains usually hold the logs of everything else, and with them names, addresses and tokens. Each of the three
#   settings, HTTPS, encryption between nodes and encryption at rest, closes one way to read them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html
#   - ref: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/opensearch_domain
# custom:
#   id: TF-AWS-040
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_opensearch_domain, aws_elasticsearch_domain]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1T2, P6]
#   references:
#     trivy: [AWS-0046, AWS-0043, AWS-0048]
#     checkov: [CKV_AWS_83, CKV_AWS_6, CKV_AWS_5]
#     nist-800-53: [SC-8, SC-28]
#   remediation: >-
#     Set `enforce_https` in `domain_endpoint_options`, and `enabled` in `node_to_node_encryption` and in
#     `encrypt_at_rest`, to true. The last two cannot be switched off again.
package bartizan.terraform.search_encryption

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# The provider sets `enforce_https` in a block that leaves it out; without the block the service does not enforce it.
settings := {
	{"path": ["domain_endpoint_options", 0, "enforce_https"], "in_block": true, "message": "domain answers plain HTTP"},
	{"path": ["node_to_node_encryption", 0, "enabled"], "in_block": false, "message": "nodes of the domain talk to each other in clear text"},
	{"path": ["encrypt_at_rest", 0, "enabled"], "in_block": false, "message": "domain is not encrypted at rest"},
}

deny contains {"path": setting.path, "message": setting.message} if {
	some setting in settings
	off(setting)
	not unknown.at(setting.path)
}

undetermined contains {"path": path, "reason": reason} if {
	some setting in settings
	off(setting)
	some path, reason in unknown.at(setting.path)
}

off(setting) if count(object.get(input.values, setting.path[0], [])) == 0

off(setting) if {
	count(object.get(input.values, setting.path[0], [])) > 0
	not tf.is_true(object.get(input.values, setting.path, default_of(setting)))
}

# What is unknown is absent from the values, and no default.
default_of(setting) := setting.in_block if not unknown.at(setting.path)

default_of(setting) := false if unknown.at(setting.path)
