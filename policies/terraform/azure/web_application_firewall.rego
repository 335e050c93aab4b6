# METADATA
# title: Web application firewall is missing or only watches
# description: >-
#   Attempts to break into the web service reach it unfiltered. A firewall in detection mode, switched off, or without
#   one of the managed rule sets writes down an attack at best.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/web-application-firewall/ag/best-practices
#   - ref: https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-best-practices
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/web_application_firewall_policy
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/cdn_frontdoor_security_policy
# custom:
#   id: TF-AZ-033
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - azurerm_application_gateway
#     - azurerm_frontdoor
#     - azurerm_cdn_frontdoor_profile
#     - azurerm_cdn_frontdoor_security_policy
#     - azurerm_web_application_firewall_policy
#     - azurerm_cdn_frontdoor_firewall_policy
#     - azurerm_frontdoor_firewall_policy
#   scope: unit
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
#     Give the gateway (tier `WAF_v2`) a `firewall_policy_id`, and a Front Door profile an
#     `azurerm_cdn_frontdoor_security_policy`. In the policy, keep it enabled, set `mode` to `Prevention`, and add the
#     managed rule set `Microsoft_DefaultRuleSet` (gateways: or `OWASP`); Front Door has those in its sku
#     `Premium_AzureFrontDoor`.
#   unknown: set
package bartizan.terraform.web_application_firewall

import data.bartizan.lib.azure
import data.bartizan.lib.azure_firewall
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

link := "azurerm_cdn_frontdoor_security_policy"

deny contains {
	"resource": gateway.address,
	"path": ["firewall_policy_id"],
	"message": sprintf("application gateway %q has no web application firewall", [azure.label(gateway)]),
} if {
	some gateway in azure.all("azurerm_application_gateway")
	not azure.given(gateway, "firewall_policy_id")
	not azure.given(gateway, "waf_configuration")
	not azure_firewall.all_guarded(gateway, "http_listener", "firewall_policy_id")
}

deny contains {
	"resource": door.address,
	"path": ["frontend_endpoint"],
	"message": sprintf("Front Door %q has no web application firewall before all its endpoints", [azure.label(door)]),
} if {
	some door in azure.all("azurerm_frontdoor")
	not unknown.at_in(door, ["frontend_endpoint"])
	not azure_firewall.all_guarded(door, "frontend_endpoint", "web_application_firewall_policy_link_id")
}

deny contains {
	"resource": profile.address,
	"path": [],
	"message": sprintf("Front Door %q has no web application firewall", [azure.label(profile)]),
} if {
	some profile in unguarded_profiles
	not azure.doubt(link, "cdn_frontdoor_profile_id")
}

deny contains {
	"resource": setting.resource.address,
	"path": setting.switch,
	"message": "web application firewall is switched off",
	"fix": azure.write(setting.switch, true),
} if {
	some setting in azure_firewall.settings
	tf.is_false(object.get(setting.resource.values, setting.switch, true))
}

deny contains {
	"resource": setting.resource.address,
	"path": setting.mode,
	"message": "web application firewall only watches (Detection)",
	"fix": azure.write(setting.mode, "Prevention"),
} if {
	some setting in azure_firewall.settings
	lower(object.get(setting.resource.values, setting.mode, "Prevention")) == "detection"
}

deny contains {
	"resource": ruleless.resource.address,
	"path": ruleless.path,
	"message": "web application firewall has no managed rule set against common attacks",
} if {
	some ruleless in azure_firewall.ruleless
	count(azure_firewall.unknown_sets(ruleless)) == 0
}

undetermined contains {"resource": setting.resource.address, "path": path, "reason": reason} if {
	some setting in azure_firewall.settings
	some place in [setting.switch, setting.mode]
	some path, reason in unknown.at_in(setting.resource, place)
}

undetermined contains {"resource": ruleless.resource.address, "path": path, "reason": reason} if {
	some ruleless in azure_firewall.ruleless
	some path, reason in azure_firewall.unknown_sets(ruleless)
}

undetermined contains {"resource": door.address, "path": path, "reason": reason} if {
	some door in azure.all("azurerm_frontdoor")
	some path, reason in unknown.at_in(door, ["frontend_endpoint"])
}

undetermined contains {"resource": profile.address, "path": [], "reason": reason} if {
	some profile in unguarded_profiles
	reason := azure.doubt(link, "cdn_frontdoor_profile_id")
}

unguarded_profiles contains profile if {
	some profile in azure.all("azurerm_cdn_frontdoor_profile")
	count(azure.companions(link, "cdn_frontdoor_profile_id", profile)) == 0
}
