# METADATA
# title: Task container is privileged
# description: >-
#   A privileged container has the rights of the host's root. One flaw in it hands over the machine and every other task
#   that runs on it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_security
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition
# custom:
#   id: TF-AWS-061
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_ecs_task_definition]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2T5, M3T1]
#   references:
#     checkov: [CKV_AWS_334]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Take `privileged` out of the container definition, and add the single capability that the container needs in
#     `linuxParameters.capabilities`.
package bartizan.terraform.ecs_privileged

import data.bartizan.lib.ecs
import data.bartizan.lib.tf

deny contains {
	"path": path,
	"message": sprintf("%s is privileged", [container.label]),
	"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
} if {
	some container in ecs.containers
	tf.is_true(object.get(container.values, "privileged", false))
	path := array.concat(container.path, ["privileged"])
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in ecs.unknown_in("privileged")
}
