# METADATA
# title: AKS has no policy add-on or no Defender
# description: >-
#   Without the add-on nothing stops a dangerous workload at the door; without Defender nobody notices one that
#   misbehaves once it runs. Clusters that get both from other tools can leave this policy out.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes
#   - ref: https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#azure_policy_enabled
# custom:
#   id: TF-AZ-026
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_kubernetes_cluster]
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M4T1, M4O1, D4]
#   references:
#     trivy: [AZU-0066]
#     checkov: [CKV_AZURE_116]
#     nist-800-53: [CM-7, SI-4]
#   remediation: >-
#     Set `azure_policy_enabled` to true and add a `microsoft_defender` block with a Log Analytics workspace.
package bartizan.terraform.aks_guards

import data.bartizan.lib.azure
import data.bartizan.lib.unknown

names := ["azure_policy_enabled"]

# Before version 3 of the provider add-ons stood in one block.
old := ["addon_profile", 0, "azure_policy", 0]

deny contains {
	"path": names,
	"message": "cluster has no policy add-on",
	"fix": azure.write(names, true),
} if {
	azure.not_true(input, [], names)
	azure.not_true(input, old, ["enabled"])
}

deny contains {
	"path": ["microsoft_defender"],
	"message": "cluster is not watched by Defender",
} if {
	not azure.given(input, "microsoft_defender")
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in object.union(azure.unknowns(input, [], names), azure.unknowns(input, old, ["enabled"]))
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(["microsoft_defender"])
