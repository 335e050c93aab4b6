# METADATA
# title: Task container can write to its root file system
# description: >-
#   Whoever gets into such a container can leave tools in it and change the program that runs. A container that keeps no
#   data can do without; what it must write goes to a volume.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_storage
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-5
# custom:
#   id: TF-AWS-060
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_ecs_task_definition]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T4, M2T5]
#   references:
#     checkov: [CKV_AWS_336]
#     nist-800-53: [CM-7]
#   remediation: >-
#     Set `readonlyRootFilesystem` to true in the container definition, and mount a volume where the program writes.
package bartizan.terraform.ecs_writable_root

import data.bartizan.lib.ecs
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

family := ["runtime_platform", 0, "operating_system_family"]

deny contains {
	"path": path,
	"message": sprintf("%s can write to its root file system (readonlyRootFilesystem is not true)", [container.label]),
	"fix": [{"op": "set", "path": path, "value": true, "safety": "unsafe"}],
} if {
	some container in writable
	path := array.concat(container.path, ["readonlyRootFilesystem"])
	not unknown.at(path)
	not unknown.at(family)
}

undetermined contains {"path": path, "reason": reason} if {
	not windows
	some path, reason in ecs.unknown_in("readonlyRootFilesystem")
}

undetermined contains {"path": path, "reason": reason} if {
	count(writable) > 0
	some path, reason in unknown.at(family)
}

writable contains container if {
	some container in ecs.containers
	not tf.is_true(object.get(container.values, "readonlyRootFilesystem", false))
	not windows
}

# Windows containers do not know the setting.
windows if startswith(object.get(input.values, family, "LINUX"), "WINDOWS")
