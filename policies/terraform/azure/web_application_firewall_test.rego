package bartizan.terraform.web_application_firewall_test

import data.bartizan.terraform.web_application_firewall as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

unit(resources) := {"complete": true, "resources": resources}

gateway(values) := resource("azurerm_application_gateway", values)

regional := "azurerm_web_application_firewall_policy"

front_door := "azurerm_cdn_frontdoor_firewall_policy"

classic := "azurerm_frontdoor_firewall_policy"

rules := {"managed_rules": [{"managed_rule_set": [{"type": "OWASP", "version": "3.2"}]}]}

managed := {"mode": "Prevention", "managed_rule": [{"type": "Microsoft_DefaultRuleSet", "version": "2.1"}]}

profile := resource("azurerm_cdn_frontdoor_profile", {"name": "front"})

link := object.union(resource("azurerm_cdn_frontdoor_security_policy", {}), {"references": [{"path": ["cdn_frontdoor_profile_id"], "address": "azurerm_cdn_frontdoor_profile.r"}]})

unsure(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

findings(subject) := {[finding.path, finding.message] | some finding in found} if {
	found := policy.deny with input as unit([subject])
}

test_violated_gateway_without_firewall if {
	some finding in policy.deny with input as unit([gateway({"name": "front"})])
	finding.resource == "azurerm_application_gateway.r"
	finding.path == ["firewall_policy_id"]
	finding.message == `application gateway "front" has no web application firewall`
	count(findings(gateway({"http_listener": [{"firewall_policy_id": "p"}, {}]}))) == 1
}

test_violated_front_door_without_firewall if {
	findings(profile) == {[[], `Front Door "front" has no web application firewall`]}
	door := resource("azurerm_frontdoor", {"name": "front", "frontend_endpoint": [{"web_application_firewall_policy_link_id": "p"}, {"name": "b"}]})
	findings(door) == {[["frontend_endpoint"], `Front Door "front" has no web application firewall before all its endpoints`]}
}

test_violated_gateway_configuration if {
	off := gateway({"waf_configuration": [{"enabled": "false", "firewall_mode": "Prevention"}]})
	findings(off) == {[["waf_configuration", 0, "enabled"], "web application firewall is switched off"]}
	watching := gateway({"waf_configuration": [{"enabled": true, "firewall_mode": "Detection"}]})
	findings(watching) == {[["waf_configuration", 0, "firewall_mode"], "web application firewall only watches (Detection)"]}
}

test_violated_policies if {
	watching := resource(regional, object.union(rules, {"policy_settings": [{"mode": "Detection"}]}))
	findings(watching) == {[["policy_settings", 0, "mode"], "web application firewall only watches (Detection)"]}
	every kind in [front_door, classic] {
		findings(resource(kind, object.union(managed, {"mode": "Detection"}))) == {[["mode"], "web application firewall only watches (Detection)"]}
		findings(resource(kind, object.union(managed, {"enabled": false}))) == {[["enabled"], "web application firewall is switched off"]}
	}
}

test_violated_without_rules if {
	message := "web application firewall has no managed rule set against common attacks"
	findings(resource(regional, {"managed_rules": [{"managed_rule_set": [{"type": "Microsoft_BotManagerRuleSet"}]}]})) == {[["managed_rules", 0, "managed_rule_set"], message]}
	findings(resource(front_door, {"mode": "Prevention"})) == {[["managed_rule"], message]}
}

satisfied := [
	[gateway({"firewall_policy_id": "p"})],
	[gateway({"firewall_policy_id": "p", "waf_configuration": [{"enabled": false, "firewall_mode": "Detection"}]})],
	[gateway({"waf_configuration": [{"enabled": true, "firewall_mode": "Prevention"}]})],
	[gateway({"http_listener": [{"firewall_policy_id": "p"}]})],
	[unsure(gateway({}), ["firewall_policy_id"])],
	[unsure(gateway({"http_listener": [{}]}), ["http_listener", 0, "firewall_policy_id"])],
	[profile, link],
	[resource("azurerm_frontdoor", {"frontend_endpoint": [{"web_application_firewall_policy_link_id": "p"}]})],
	[resource(regional, rules)],
	[resource(regional, {"managed_rules": [{"managed_rule_set": [{"version": "3.2"}]}]})],
	[resource(front_door, managed)],
	[resource(classic, {"managed_rule": [{"type": "DefaultRuleSet"}]})],
]

test_satisfied if {
	every resources in satisfied {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every case in [
		[gateway({"waf_configuration": [{"enabled": true}]}), ["waf_configuration", 0, "firewall_mode"]],
		[gateway({"waf_configuration": [{}]}), ["waf_configuration", 0, "enabled"]],
		[resource("azurerm_frontdoor", {}), ["frontend_endpoint"]],
		[resource(regional, {}), ["managed_rules"]],
		[resource(regional, {"managed_rules": [{"managed_rule_set": [{"type": "x"}]}]}), ["managed_rules", 0, "managed_rule_set", 0, "type"]],
		[resource(regional, rules), ["policy_settings", 0, "mode"]],
		[resource(front_door, managed), ["enabled"]],
		[resource(classic, {}), ["managed_rule"]],
	] {
		subject := unsure(case[0], case[1])
		findings(subject) == set()
		policy.undetermined == {{"resource": subject.address, "path": case[1], "reason": "known after apply"}} with input as unit([subject])
	}
}

test_link_of_unknown_profile_and_incomplete_unit_are_undetermined if {
	stray := unsure(object.union(link, {"references": []}), ["cdn_frontdoor_profile_id"])
	every subject in [unit([profile, stray]), {"complete": false, "resources": [profile]}] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 1 with input as subject
	}
}
