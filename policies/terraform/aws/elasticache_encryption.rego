# METADATA
# title: Redis or Valkey cache is not encrypted
# description: >-
#   Caches hold the sessions and tokens of people who are logged in. Without TLS whoever can listen in the network reads
#   them, without encryption at rest whoever gets hold of a backup. At rest is decided when the group is made.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/encryption.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_replication_group
# custom:
#   id: TF-AWS-036
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_elasticache_replication_group]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [AWS-0051, AWS-0045]
#     checkov: [CKV_AWS_29, CKV_AWS_30]
#     nist-800-53: [SC-8, SC-28]
#   remediation: >-
#     Set `transit_encryption_enabled` and `at_rest_encryption_enabled` to true. A group without encryption at rest is
#     replaced; clients must speak TLS.
package bartizan.terraform.elasticache_encryption

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {"path": [fault.attribute], "message": fault.message} if {
	some fault in faults
	count(doubts(fault)) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	some fault in faults
	some path, reason in doubts(fault)
}

# What is switched off as far as one can see, and the attributes that decide it.
faults contains {
	"attribute": "transit_encryption_enabled",
	"decided_by": ["transit_encryption_enabled"],
	"message": "cache takes connections without TLS (transit_encryption_enabled is not true)",
} if {
	not tf.is_true(object.get(input.values, "transit_encryption_enabled", false))
}

faults contains {
	"attribute": "at_rest_encryption_enabled",
	"decided_by": ["at_rest_encryption_enabled", "engine"],
	"message": "cache is not encrypted at rest (at_rest_encryption_enabled is not true)",
} if {
	not tf.is_true(object.get(input.values, "at_rest_encryption_enabled", encrypts_by_itself))
}

default encrypts_by_itself := false

encrypts_by_itself if object.get(input.values, "engine", "redis") == "valkey"

doubts(fault) := unknown_settings(fault) if count(unknown_settings(fault)) > 0

# A secondary group of a global datastore takes both settings from the primary one.
doubts(fault) := {[fault.attribute]: "inherited from the global replication group"} if {
	count(unknown_settings(fault)) == 0
	secondary
}

doubts(fault) := {} if {
	count(unknown_settings(fault)) == 0
	not secondary
}

# The engine decides only where the attribute is absent.
unknown_settings(fault) := {path: reason |
	some attribute in fault.decided_by
	attribute_matters(attribute)
	some path, reason in unknown.at([attribute])
}

attribute_matters(attribute) if attribute != "engine"

attribute_matters("engine") if object.get(input.values, "at_rest_encryption_enabled", "absent") == "absent"

secondary if object.get(input.values, "global_replication_group_id", "") != ""

secondary if unknown.at(["global_replication_group_id"])
