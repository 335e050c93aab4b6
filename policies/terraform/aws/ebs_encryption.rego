# METADATA
# title: Block storage is not encrypted
# description: >-
#   A copied snapshot or a disk that leaves the data centre gives away what was written to it. The account can encrypt
#   every new volume by itself; where the same module switches that on, a volume that says nothing is encrypted.
# related_resources:
#   - ref: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_encryption_by_default
# custom:
#   id: TF-AWS-024
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - aws_ebs_volume
#     - aws_instance
#     - aws_launch_template
#     - aws_launch_configuration
#     - aws_ebs_encryption_by_default
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [AWS-0026, AWS-0131, AWS-0008]
#     checkov: [CKV_AWS_3, CKV_AWS_8]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Set `encrypted` to true, or add `aws_ebs_encryption_by_default` to the module that sets up the account. Existing
#     volumes are replaced.
package bartizan.terraform.ebs_encryption

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"resource": volume.resource.address,
	"path": volume.path,
	"message": sprintf("%s is not encrypted", [volume.name]),
	"fix": [{"op": "set", "path": volume.path, "value": true, "safety": "unsafe"}],
} if {
	some volume in unencrypted
	not volume in doubtful
}

undetermined contains {"resource": doubt.volume.resource.address, "path": doubt.path, "reason": doubt.reason} if some doubt in doubts

undetermined contains {"resource": resource.address, "path": path, "reason": reason} if {
	some resource in input.resources
	some path, reason in unknown_mappings(resource)
}

# Volumes that a resource describes: {resource, name, path of `encrypted`, values}.
volumes contains {"resource": resource, "name": "volume", "path": ["encrypted"], "values": resource.values} if {
	some resource in input.resources
	resource.kind == "aws_ebs_volume"
}

# Every instance has a root volume, described or not.
volumes contains {"resource": resource, "name": "root volume", "path": ["root_block_device", 0, "encrypted"], "values": tf.block(resource.values, "root_block_device")} if {
	some resource in input.resources
	resource.kind in {"aws_instance", "aws_launch_configuration"}
}

volumes contains {"resource": resource, "name": name, "path": ["ebs_block_device", index, "encrypted"], "values": block} if {
	some resource in input.resources
	resource.kind in {"aws_instance", "aws_launch_configuration"}
	some index, block in object.get(resource.values, "ebs_block_device", [])
	not tf.is_true(object.get(block, "no_device", false))
	name := sprintf("volume %s", [object.get(block, "device_name", "")])
}

volumes contains {"resource": resource, "name": name, "path": ["block_device_mappings", m, "ebs", index, "encrypted"], "values": block} if {
	some resource in input.resources
	resource.kind == "aws_launch_template"
	some m, mapping in object.get(resource.values, "block_device_mappings", [])
	some index, block in object.get(mapping, "ebs", [])
	name := sprintf("volume %s", [object.get(mapping, "device_name", "")])
}

unencrypted contains volume if {
	some volume in volumes
	value := object.get(volume.values, "encrypted", "absent")
	not tf.is_true(value)
	not settled_by_default(value)
}

# The account's default decides only where the volume says nothing.
settled_by_default(value) if {
	value == "absent"
	encrypted_by_default
}

encrypted_by_default if {
	some default_encryption in defaults
	not unknown.at_in(default_encryption, ["enabled"])
	tf.is_true(object.get(default_encryption.values, "enabled", true))
}

defaults contains resource if {
	some resource in input.resources
	resource.kind == "aws_ebs_encryption_by_default"
}

# Why nobody can say whether a volume is encrypted: {volume, path, reason}.
doubts contains {"volume": volume, "path": path, "reason": reason} if {
	some volume in unencrypted
	some path, reason in unknown.at_in(volume.resource, volume.path)
}

doubts contains {"volume": volume, "path": volume.path, "reason": reason} if {
	some volume in silent
	some reason in elsewhere
}

doubts contains {"volume": volume, "path": volume.path, "reason": "inherited from the snapshot"} if {
	some volume in silent
	of_snapshot(volume)
}

doubts contains {"volume": volume, "path": volume.path, "reason": "inherited from the launch template"} if {
	some volume in silent
	count(object.get(volume.resource.values, "launch_template", [])) > 0
}

doubtful := {doubt.volume | some doubt in doubts}

silent contains volume if {
	some volume in unencrypted
	object.get(volume.values, "encrypted", "absent") == "absent"
	not unknown.at_in(volume.resource, volume.path)
}

of_snapshot(volume) if object.get(volume.values, "snapshot_id", "") != ""

of_snapshot(volume) if {
	block := array.slice(volume.path, 0, count(volume.path) - 1)
	unknown.at_in(volume.resource, array.concat(block, ["snapshot_id"]))
}

elsewhere contains "not all of the module is here" if object.get(input, "complete", false) == false

elsewhere contains "the account's default is only known after apply" if {
	some default_encryption in defaults
	unknown.at_in(default_encryption, ["enabled"])
}

# Volumes nobody has described yet.
unknown_mappings(resource) := {entry.path: entry.reason |
	some entry in object.get(resource, "unknown", [])
	entry.path[0] in {"ebs_block_device", "block_device_mappings"}
	not entry.path[count(entry.path) - 1] in other_settings
	not described(resource, entry.path)
}

described(resource, path) if {
	some volume in volumes
	volume.resource.address == resource.address
	volume.path == path
}

other_settings := {
	"delete_on_termination", "device_name", "iops", "kms_key_id", "no_device", "snapshot_id", "tags", "tags_all",
	"throughput", "virtual_name", "volume_id", "volume_initialization_rate", "volume_size", "volume_type",
}
