# METADATA
# title: Defender for Cloud does not watch all of the subscription
# description: >-
#   Where a plan is missing or free, nobody is told of stolen logins, odd reads of secrets or machines that mine
#   coins. Missing plans are asked for where a module sets up the subscription itself, told by the subscription-wide
#   settings in it.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/defender-for-cloud/defender-for-cloud-introduction
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/security_center_subscription_pricing
# custom:
#   id: TF-AZ-029
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds:
#     - azurerm_security_center_subscription_pricing
#     - azurerm_security_center_contact
#     - azurerm_security_center_setting
#     - azurerm_security_center_workspace
#     - azurerm_security_center_auto_provisioning
#     - azurerm_subscription
#     - azurerm_management_group_subscription_association
#   scope: unit
#   level: 4
#   pillar: technical
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M4T3, M4O2, M4O3, M3O1, D4]
#   references:
#     trivy: [AZU-0045]
#     checkov: [CKV_AZURE_19, CKV_AZURE_85, CKV_AZURE_87, CKV_AZURE_84]
#     nist-800-53: [SI-4, RA-5]
#   remediation: >-
#     Add an `azurerm_security_center_subscription_pricing` with `tier` `Standard` for each of the plans as
#     `resource_type`.
#   parameters:
#     plans:
#       type: array
#       default: ["VirtualMachines", "Containers", "KeyVaults", "SqlServers", "StorageAccounts", "Arm"]
#       description: >-
#         Resource types that must be on the tier Standard.
package bartizan.terraform.defender_plans

import data.bartizan.lib.azure
import data.bartizan.lib.params
import data.bartizan.lib.unknown

kind := "azurerm_security_center_subscription_pricing"

deny contains {
	"resource": pricing.address,
	"path": ["tier"],
	"message": sprintf("Defender plan for %s is on tier %s", [plan, tier]),
	"fix": azure.write(["tier"], "Standard"),
} if {
	some pricing in azure.all(kind)
	count(questions(pricing)) == 0
	plan := plan_of(pricing)
	plan in plans
	tier := object.get(pricing.values, "tier", "Free")
	lower(tier) != "standard"
}

deny contains {
	"resource": witness,
	"path": [],
	"message": sprintf("the module sets up the subscription but has no Defender plan for %s", [concat(", ", sort(missing))]),
} if {
	count(missing) > 0
	count(doubts) == 0
	witness := min({resource.address | some resource in input.resources})
}

undetermined contains {"resource": pricing.address, "path": path, "reason": reason} if {
	some pricing in azure.all(kind)
	some path, reason in questions(pricing)
}

undetermined contains {"resource": witness, "path": [], "reason": reason} if {
	count(missing) > 0
	some reason in doubts
	witness := min({resource.address | some resource in input.resources})
}

plans := {plan | some plan in params.get("plans", ["VirtualMachines", "Containers", "KeyVaults", "SqlServers", "StorageAccounts", "Arm"])}

missing := plans - {plan_of(pricing) | some pricing in azure.all(kind)}

doubts contains "not all of the module is here" if object.get(input, "complete", false) == false

doubts contains "the plan of one resource is only known after apply" if {
	some pricing in azure.all(kind)
	unknown.at_in(pricing, ["resource_type"])
}

plan_of(pricing) := covered if {
	not unknown.at_in(pricing, ["resource_type"])
	type := object.get(pricing.values, "resource_type", "VirtualMachines")
	covered := object.get({"KubernetesService": "Containers"}, type, type)
}

questions(pricing) := azure.unknowns(pricing, [], ["tier", "resource_type"])
