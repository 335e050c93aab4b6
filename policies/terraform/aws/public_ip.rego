# METADATA
# title: Server or subnet gets public addresses
# description: >-
#   A host with a public address is one firewall mistake away from the whole internet. Behind a load balancer or a NAT
#   gateway it serves and reaches the same, and nobody can knock at it. Default subnets hand out public addresses unless
#   told otherwise.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#associate_public_ip_address
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_subnet
# custom:
#   id: TF-AWS-022
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - aws_instance
#     - aws_spot_instance_request
#     - aws_spot_fleet_request
#     - aws_launch_template
#     - aws_launch_configuration
#     - aws_subnet
#     - aws_default_subnet
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, M4O3, P5]
#   references:
#     trivy: [AWS-0009, AWS-0164]
#     checkov: [CKV_AWS_88, CKV_AWS_130]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `associate_public_ip_address` or `map_public_ip_on_launch` to false, and publish services through a load
#     balancer.
package bartizan.terraform.public_ip

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": setting.path,
	"message": messages[input.kind],
	"fix": [{"op": "set", "path": setting.path, "value": false, "safety": "unsafe"}],
} if {
	some setting in settings
	not unknown.at(setting.path)
	tf.is_true(setting.value)
}

undetermined contains {"path": path, "reason": reason} if {
	some setting in settings
	some path, reason in unknown.at(setting.path)
}

# Interfaces nobody has described yet.
undetermined contains {"path": path, "reason": reason} if {
	some block in ["network_interfaces", "launch_specification"]
	some path, reason in tf.unknown_blocks(block)
}

messages := {
	"aws_instance": "instance gets a public address",
	"aws_spot_instance_request": "instance gets a public address",
	"aws_spot_fleet_request": "instances of the fleet get public addresses",
	"aws_launch_template": "launch template gives instances a public address",
	"aws_launch_configuration": "launch configuration gives instances a public address",
	"aws_subnet": "subnet gives every instance a public address",
	"aws_default_subnet": "default subnet gives every instance a public address",
}

# What decides: {path, value}.
settings contains {"path": [attribute], "value": object.get(input.values, attribute, false)} if {
	input.kind in {"aws_instance", "aws_spot_instance_request", "aws_launch_configuration"}
	attribute := "associate_public_ip_address"
}

settings contains {"path": [block, index, attribute], "value": object.get(described, attribute, false)} if {
	attribute := "associate_public_ip_address"
	block := {"aws_launch_template": "network_interfaces", "aws_spot_fleet_request": "launch_specification"}[input.kind]
	some index, described in object.get(input.values, block, [])
}

settings contains {"path": [attribute], "value": object.get(input.values, attribute, default_value)} if {
	attribute := "map_public_ip_on_launch"
	default_value := {"aws_subnet": false, "aws_default_subnet": true}[input.kind]
}
