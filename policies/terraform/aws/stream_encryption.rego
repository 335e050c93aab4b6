# METADATA
# title: Event stream is not encrypted
# description: >-
#   Every event of the services passes through the stream. Kafka brokers that take clear text let whoever listens in the
#   network read along; a Kinesis stream without a key keeps the events readable on disk.
# related_resources:
#   - ref: https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html
#   - ref: https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/msk_cluster
# custom:
#   id: TF-AWS-039
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_msk_cluster, aws_kinesis_stream]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, A4]
#   references:
#     trivy: [AWS-0073, AWS-0064]
#     checkov: [CKV_AWS_81, CKV_AWS_43]
#     nist-800-53: [SC-8, SC-28]
#   remediation: >-
#     For Kafka set `client_broker` to `TLS` and `in_cluster` to true in `encryption_in_transit`; for Kinesis set
#     `encryption_type` to `KMS` with a `kms_key_id`.
package bartizan.terraform.stream_encryption

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

in_transit := ["encryption_info", 0, "encryption_in_transit", 0]

deny contains {"path": fault.path, "message": fault.message} if {
	some fault in faults
	not unknown.at(fault.path)
}

undetermined contains {"path": path, "reason": reason} if {
	some attribute in judged
	some path, reason in unknown.at(attribute)
}

judged contains array.concat(in_transit, [attribute]) if {
	some attribute in ["client_broker", "in_cluster"]
	input.kind == "aws_msk_cluster"
}

judged contains ["encryption_type"] if input.kind == "aws_kinesis_stream"

faults contains {"path": path, "message": sprintf("brokers take clear text from clients (client_broker is %s)", [mode])} if {
	input.kind == "aws_msk_cluster"
	path := array.concat(in_transit, ["client_broker"])
	mode := object.get(input.values, path, "TLS")
	mode != "TLS"
}

faults contains {"path": path, "message": "brokers copy events among each other in clear text (in_cluster is false)"} if {
	input.kind == "aws_msk_cluster"
	path := array.concat(in_transit, ["in_cluster"])
	tf.is_false(object.get(input.values, path, true))
}

faults contains {"path": ["encryption_type"], "message": sprintf("stream is not encrypted at rest (encryption_type is %s)", [type])} if {
	input.kind == "aws_kinesis_stream"
	type := object.get(input.values, "encryption_type", "not set")
	type != "KMS"
}
