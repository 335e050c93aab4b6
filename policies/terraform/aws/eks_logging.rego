# METADATA
# title: EKS does not log its control plane completely
# description: >-
#   Without the logs of the API server, of the audit and of the authenticator nobody can say later who changed the
#   cluster or read its secrets. They cannot be had after the fact.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster
# custom:
#   id: TF-AWS-056
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_eks_cluster]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, D2]
#   references:
#     trivy: [AWS-0038]
#     checkov: [CKV_AWS_37]
#     cis: [eks-1.4/2.1.1]
#     nist-800-53: [AU-12]
#   remediation: >-
#     List at least `api`, `audit` and `authenticator` in `enabled_cluster_log_types`.
#   parameters:
#     log_types:
#       type: array
#       default: [api, audit, authenticator]
#       description: Types of log that a cluster must write.
package bartizan.terraform.eks_logging

import data.bartizan.lib.params
import data.bartizan.lib.unknown

path := ["enabled_cluster_log_types"]

deny contains {
	"path": path,
	"message": sprintf("control plane does not log %s", [concat(", ", missing)]),
	"fix": [{"op": "set", "path": path, "value": all_types, "safety": "unsafe"}],
} if {
	count(missing) > 0
	not unknown.within(path)
}

undetermined contains {"path": at, "reason": reason} if {
	count(missing) > 0
	some at, reason in unknown.within(path)
}

missing := [type |
	some type in params.get("log_types", ["api", "audit", "authenticator"])
	not type in enabled
]

enabled := object.get(input.values, path, [])

all_types := ["api", "audit", "authenticator", "controllerManager", "scheduler"]
