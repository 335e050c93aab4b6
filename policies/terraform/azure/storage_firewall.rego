# METADATA
# title: Storage account lets in all networks
# description: >-
#   Whoever finds a key or a token can use it from anywhere on the internet, and nothing but that key stands before
#   the documents. Without rules of its own an account admits everyone.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/storage/common/storage-network-security
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account_network_rules#default_action
# custom:
#   id: TF-AZ-004
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_storage_account, azurerm_storage_account_network_rules]
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, P5]
#   references:
#     trivy: [AZU-0012]
#     checkov: [CKV_AZURE_35, CKV_AZURE_59]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `default_action` of `network_rules`, or of an `azurerm_storage_account_network_rules`, to `Deny` and name
#     the networks that need the account, or set `public_network_access_enabled` to false and use private endpoints.
package bartizan.terraform.storage_firewall

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

kind := "azurerm_storage_account_network_rules"

access := ["public_network_access_enabled"]

action_path := ["network_rules", 0, "default_action"]

closing := [{"default_action": "Deny", "bypass": ["AzureServices"]}]

deny contains {
	"resource": account.address,
	"path": action_path,
	"message": sprintf("storage account %q lets in all networks", [azure.label(account)]),
	"fix": azure.write(action_path, "Deny"),
} if {
	some account in reachable
	count(questions(account)) == 0
	count(companions(account)) == 0
	azure.given(account, "network_rules")
}

deny contains {
	"resource": account.address,
	"path": ["network_rules"],
	"message": sprintf("storage account %q has no network rules and lets in all networks", [azure.label(account)]),
	"fix": azure.write(["network_rules"], closing),
} if {
	some account in unruled
	not azure.doubt(kind, "storage_account_id")
}

deny contains {
	"resource": rules.address,
	"path": ["default_action"],
	"message": "network rules let in all networks",
	"fix": azure.write(["default_action"], "Deny"),
} if {
	some index, rules in input.resources
	rules.kind == kind
	not index in of_closed_accounts
	not unknown.at_in(rules, ["default_action"])
	lower(object.get(rules.values, "default_action", "Allow")) != "deny"
}

undetermined contains {"resource": rules.address, "path": path, "reason": reason} if {
	some index, rules in input.resources
	rules.kind == kind
	not index in of_closed_accounts
	some path, reason in unknown.at_in(rules, ["default_action"])
}

undetermined contains {"resource": account.address, "path": path, "reason": reason} if {
	some account in reachable
	count(companions(account)) == 0
	some path, reason in questions(account)
}

undetermined contains {"resource": account.address, "path": ["network_rules"], "reason": reason} if {
	some account in unruled
	reason := azure.doubt(kind, "storage_account_id")
}

# Accounts that neither refuse public access nor deny by rules of their own.
reachable contains account if {
	some account in azure.all("azurerm_storage_account")
	not tf.is_false(azure.value(account, [], access, true))
	lower(object.get(account.values, action_path, "Allow")) != "deny"
}

# Of these, those that have no rules at all.
unruled contains account if {
	some account in reachable
	count(questions(account)) == 0
	count(companions(account)) == 0
	not azure.given(account, "network_rules")
}

questions(account) := object.union(
	azure.unknowns(account, [], access),
	azure.unknowns(account, ["network_rules", 0], ["default_action"]),
)

# Rules of accounts that nobody reaches from outside, or of which that is not known.
of_closed_accounts contains index if {
	some account in azure.all("azurerm_storage_account")
	not azure.not_false(account, [], access)
	some index in companions(account)
}

companions(account) := azure.companions(kind, "storage_account_id", account) | azure.companions(kind, "storage_account_name", account)
