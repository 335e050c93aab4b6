# METADATA
# title: EKS API endpoint is open to the internet
# description: >-
#   Everyone can reach the control plane of the cluster and try stolen tokens or the next flaw of the API server on
#   it. From there all workloads and their secrets are in reach.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster#vpc_config-arguments
# custom:
#   id: TF-AWS-054
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_eks_cluster]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, P5]
#   references:
#     trivy: [AWS-0040, AWS-0041]
#     checkov: [CKV_AWS_39, CKV_AWS_38]
#     cis: [eks-1.4/5.4.1]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `endpoint_public_access` to false and `endpoint_private_access` to true, or name the networks of your people
#     in `public_access_cidrs`.
package bartizan.terraform.eks_public_endpoint

import data.bartizan.lib.cidr
import data.bartizan.lib.tf

public_path := ["vpc_config", 0, "endpoint_public_access"]

cidrs_path := ["vpc_config", 0, "public_access_cidrs"]

deny contains {
	"path": cidrs_path,
	"message": "cluster endpoint is public and not limited to any addresses",
	"fix": fix,
} if {
	public
	count(unknown_settings) == 0
	count(ranges) == 0
}

deny contains {
	"path": array.concat(cidrs_path, [index]),
	"message": sprintf("cluster endpoint is open to %s", [range]),
	"key": range,
	"fix": fix,
} if {
	public
	count(unknown_settings) == 0
	some index, range in ranges
	cidr.everyone(range)
}

undetermined contains {"path": path, "reason": reason} if {
	public
	some path, reason in unknown_settings
}

fix := [
	{"op": "set", "path": public_path, "value": false, "safety": "unsafe"},
	{"op": "set", "path": ["vpc_config", 0, "endpoint_private_access"], "value": true, "safety": "unsafe"},
]

# The endpoint is public, to everyone, unless it is said otherwise.
public if not tf.is_false(object.get(input.values, public_path, true))

ranges := object.get(input.values, cidrs_path, [])

unknown_settings := object.union(
	tf.unknown_among(["vpc_config", 0], {"endpoint_public_access", "public_access_cidrs"}),
	tf.unknown_blocks("vpc_config"),
)
