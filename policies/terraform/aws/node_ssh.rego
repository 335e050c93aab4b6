# METADATA
# title: Worker nodes of the cluster take SSH logins
# description: >-
#   A shell on a node reaches the containers and credentials of everything that runs there, past Kubernetes and its audit
#   log, and what is changed by hand is in no repository. Nodes are replaced, not repaired.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_node_group#remote_access-configuration-block
#   - ref: https://docs.aws.amazon.com/eks/latest/best-practices/protecting-the-infrastructure.html
# custom:
#   id: TF-AWS-057
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_eks_node_group, aws_instance, aws_launch_template]
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M4T2, D6]
#   references:
#     checkov: [CKV_AWS_100]
#     nist-800-53: [AC-17, CM-7]
#   remediation: >-
#     Remove `remote_access` or `key_name`. Where a session must be, open it with Systems Manager, which logs it.
package bartizan.terraform.node_ssh

import data.bartizan.lib.unknown

group_key := ["remote_access", 0, "ec2_ssh_key"]

deny contains {
	"path": group_key,
	"message": sprintf("nodes take SSH logins %s", [from]),
	"fix": [{"op": "remove", "path": ["remote_access", 0], "safety": "unsafe"}],
} if {
	input.kind == "aws_eks_node_group"
	object.get(input.values, group_key, "") != ""
}

deny contains {
	"path": ["key_name"],
	"message": "node of a Kubernetes cluster takes SSH logins (key_name is set)",
	"fix": [{"op": "remove", "path": ["key_name"], "safety": "unsafe"}],
} if {
	node
	object.get(input.values, "key_name", "") != ""
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "aws_eks_node_group"
	some path, reason in unknown.at(group_key)
}

undetermined contains {"path": path, "reason": reason} if {
	node
	some path, reason in unknown.at(["key_name"])
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind != "aws_eks_node_group"
	not node
	with_key
	some tags in tag_places
	some path, reason in unknown.at(tags)
}

with_key if object.get(input.values, "key_name", "") != ""

with_key if unknown.at(["key_name"])

# Without source groups EKS opens the port to everyone.
from := "from the security groups that are named" if some_sources

from := "from every address, as no source_security_group_ids are named" if not some_sources

some_sources if count(object.get(input.values, ["remote_access", 0, "source_security_group_ids"], [])) > 0

some_sources if unknown.within(["remote_access", 0, "source_security_group_ids"])

# An instance, or what a template makes, belongs to a cluster when it bears the tag by which Kubernetes finds its own.
node if {
	some tags in tag_places
	some key, _ in object.get(input.values, tags, {})
	some prefix in ["kubernetes.io/cluster/", "k8s.io/cluster-autoscaler/", "eks:"]
	startswith(key, prefix)
}

tag_places contains [attribute] if {
	some attribute in ["tags", "tags_all"]
	input.kind == "aws_instance"
}

tag_places contains ["tag_specifications", index, "tags"] if {
	input.kind == "aws_launch_template"
	some index, _ in object.get(input.values, "tag_specifications", [])
}

tag_places contains ["tag_specifications"] if {
	input.kind == "aws_launch_template"
	unknown.at(["tag_specifications"])
}
