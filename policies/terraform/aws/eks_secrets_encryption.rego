# METADATA
# title: EKS does not encrypt secrets with a key of its own
# description: >-
#   A copy of the cluster's database gives away every Kubernetes secret that is in it. Newer clusters encrypt with a
#   key of Amazon's; only one's own key lets those who answer for the secrets withdraw it and see its use.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster#encryption_config
# custom:
#   id: TF-AWS-055
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_eks_cluster]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T2, M2T1, B1]
#   references:
#     trivy: [AWS-0039]
#     checkov: [CKV_AWS_58]
#     cis: [eks-1.4/5.3.1]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Add an `encryption_config` for the resource `secrets` with the `key_arn` of a KMS key. It can be added to a
#     running cluster, but not be taken away again.
#   unknown: set
package bartizan.terraform.eks_secrets_encryption

import data.bartizan.lib.unknown

deny contains {
	"path": ["encryption_config"],
	"message": "cluster has no envelope encryption of secrets with a KMS key",
} if {
	not unknown.at(["encryption_config"])
	not unknown.at(["encryption_config", 0])
	not unknown.within(["encryption_config", 0, "resources"])
	not encrypted
}

encrypted if {
	some index, config in object.get(input.values, "encryption_config", [])
	"secrets" in object.get(config, "resources", [])
	keyed(index, config)
}

keyed(_, config) if object.get(config, ["provider", 0, "key_arn"], "") != ""

keyed(index, _) if unknown.at(["encryption_config", index, "provider", 0, "key_arn"])
