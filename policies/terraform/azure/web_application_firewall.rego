# METADATA
# title: Web application firewall is missing or only watches
# description: >-
#   Attempts to break into the web service reach it unfiltered. A firewall in detection mode, switched off, or without
#   one of the managed rule sets writes down an attack at best.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/web-application-firewall/ag/best-practices
#   - ref: https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-best-practices
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/web_application_firewall_policy
# custom:
#   id: TF-AZ-033
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - azurerm_application_gateway
#     - azurerm_web_application_firewall_policy
#     - azurerm_cdn_frontdoor_firewall_policy
#     - azurerm_frontdoor_firewall_policy
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T4, A6]
#   references:
#     checkov: [CKV_AZURE_120, CKV_AZURE_122, CKV_AZURE_123]
#     owasp: ['A03:2021']
#     nist-800-53: [SC-7]
#   remediation: >-
#     Give the gateway (tier `WAF_v2`) a `firewall_policy_id`. In the policy, keep it enabled, set `mode` to
#     `Prevention`, and add the managed rule set `Microsoft_DefaultRuleSet` (gateways: or `OWASP`); Front Door has
#     those in its sku `Premium_AzureFrontDoor`.
#   unknown: set
package bartizan.terraform.web_application_firewall

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Where a kind says whether it is on and what it does: {switch, mode}.
settings contains {"switch": ["policy_settings", 0, "enabled"], "mode": ["policy_settings", 0, "mode"]} if {
	input.kind == "azurerm_web_application_firewall_policy"
}

settings contains {"switch": ["enabled"], "mode": ["mode"]} if {
	input.kind in {"azurerm_cdn_frontdoor_firewall_policy", "azurerm_frontdoor_firewall_policy"}
}

# Where a policy is given, the gateway's own configuration does not count.
settings contains {"switch": ["waf_configuration", 0, "enabled"], "mode": ["waf_configuration", 0, "firewall_mode"]} if {
	input.kind == "azurerm_application_gateway"
	azure.given(input, "waf_configuration")
	not azure.given(input, "firewall_policy_id")
}

deny contains {
	"path": ["firewall_policy_id"],
	"message": sprintf("application gateway %q has no web application firewall", [azure.label(input)]),
} if {
	input.kind == "azurerm_application_gateway"
	not azure.given(input, "firewall_policy_id")
	not azure.given(input, "waf_configuration")
	not all_listeners_guarded
}

deny contains {
	"path": setting.switch,
	"message": "web application firewall is switched off",
	"fix": azure.write(setting.switch, true),
} if {
	some setting in settings
	tf.is_false(object.get(input.values, setting.switch, true))
}

deny contains {
	"path": setting.mode,
	"message": "web application firewall only watches (Detection)",
	"fix": azure.write(setting.mode, "Prevention"),
} if {
	some setting in settings
	lower(object.get(input.values, setting.mode, "Prevention")) == "detection"
}

deny contains {
	"path": path,
	"message": "web application firewall has no managed rule set against common attacks",
} if {
	path := rule_sets
	count([set | some set in object.get(input.values, rule_sets, []); object.get(set, "type", "OWASP") in known_sets]) == 0
	count(unknown_sets) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	some setting in settings
	some place in [setting.switch, setting.mode]
	some path, reason in unknown.at(place)
}

undetermined contains {"path": path, "reason": reason} if {
	count([set | some set in object.get(input.values, rule_sets, []); object.get(set, "type", "OWASP") in known_sets]) == 0
	some path, reason in unknown_sets
}

rule_sets := ["managed_rules", 0, "managed_rule_set"] if input.kind == "azurerm_web_application_firewall_policy"

rule_sets := ["managed_rule"] if input.kind in {"azurerm_cdn_frontdoor_firewall_policy", "azurerm_frontdoor_firewall_policy"}

known_sets := {"OWASP", "Microsoft_DefaultRuleSet", "DefaultRuleSet"}

# Sets that are unknown as a whole, or whose type is.
unknown_sets := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	decides(entry.path)
}

decides(path) if unknown.holds(path, rule_sets)

decides(path) if {
	unknown.holds(rule_sets, path)
	tail := array.slice(path, count(rule_sets) + 1, count(path))
	tail in [[], ["type"]]
}

all_listeners_guarded if {
	listeners := object.get(input.values, "http_listener", [])
	count(listeners) > 0
	every index, listener in listeners {
		guarded(index, listener)
	}
}

guarded(_, listener) if object.get(listener, "firewall_policy_id", "") != ""

guarded(index, _) if unknown.at(["http_listener", index, "firewall_policy_id"])
