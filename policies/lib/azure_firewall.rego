# METADATA
# description: >-
#   Web application firewalls among `input.resources`: the configuration within application gateways and the policies of
#   gateways and of Front Door, old and new.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/web_application_firewall_policy
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/cdn_frontdoor_firewall_policy
package bartizan.lib.azure_firewall

import data.bartizan.lib.azure
import data.bartizan.lib.unknown

# Where a firewall says whether it is on and what it does: {resource, switch, mode}.
settings contains {"resource": resource, "switch": ["policy_settings", 0, "enabled"], "mode": ["policy_settings", 0, "mode"]} if {
	some resource in azure.all("azurerm_web_application_firewall_policy")
}

settings contains {"resource": resource, "switch": ["enabled"], "mode": ["mode"]} if {
	some resource in (azure.all("azurerm_cdn_frontdoor_firewall_policy") | azure.all("azurerm_frontdoor_firewall_policy"))
}

# Where a policy is given, the gateway's own configuration does not count.
settings contains {"resource": resource, "switch": ["waf_configuration", 0, "enabled"], "mode": ["waf_configuration", 0, "firewall_mode"]} if {
	some resource in azure.all("azurerm_application_gateway")
	azure.given(resource, "waf_configuration")
	not azure.given(resource, "firewall_policy_id")
}

# Where the policies of each kind have their managed rule sets.
sets := {
	"azurerm_web_application_firewall_policy": ["managed_rules", 0, "managed_rule_set"],
	"azurerm_cdn_frontdoor_firewall_policy": ["managed_rule"],
	"azurerm_frontdoor_firewall_policy": ["managed_rule"],
}

# Policies of which no managed rule set against common attacks is known: {resource, path of the sets}.
ruleless contains {"resource": resource, "path": path} if {
	some kind, path in sets
	some resource in azure.all(kind)
	count([set |
		some set in object.get(resource.values, path, [])
		object.get(set, "type", "OWASP") in {"OWASP", "Microsoft_DefaultRuleSet", "DefaultRuleSet"}
	]) == 0
}

# Sets of a policy that are unknown as a whole, or whose type is: `{path: reason}`.
unknown_sets(policy) := {entry.path: entry.reason |
	some entry in object.get(policy.resource, "unknown", [])
	decides(entry.path, policy.path)
}

decides(path, sets_path) if unknown.holds(path, sets_path)

decides(path, sets_path) if {
	unknown.holds(sets_path, path)
	array.slice(path, count(sets_path) + 1, count(path)) in [[], ["type"]]
}

# Has each block `name` of `resource` a firewall by `attribute`, known or only known after apply?
all_guarded(resource, name, attribute) if {
	blocks := object.get(resource.values, name, [])
	count(blocks) > 0
	every index, block in blocks {
		guarded(resource, block, [name, index, attribute])
	}
}

guarded(_, block, path) if object.get(block, path[2], "") != ""

guarded(resource, _, path) if unknown.at_in(resource, path)
