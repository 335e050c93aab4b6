package bartizan.terraform.web_application_firewall_test

import data.bartizan.terraform.web_application_firewall as policy

resource(kind, values) := {"kind": kind, "name": "r", "values": values, "unknown": []}

gateway(values) := resource("azurerm_application_gateway", values)

regional := "azurerm_web_application_firewall_policy"

front_door := "azurerm_cdn_frontdoor_firewall_policy"

classic := "azurerm_frontdoor_firewall_policy"

rules := {"managed_rules": [{"managed_rule_set": [{"type": "OWASP", "version": "3.2"}]}]}

managed := {"mode": "Prevention", "managed_rule": [{"type": "Microsoft_DefaultRuleSet", "version": "2.1"}]}

findings(subject) := {[finding.path, finding.message] | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated_gateway_without_firewall if {
	message := `application gateway "front" has no web application firewall`
	findings(gateway({"name": "front"})) == {[["firewall_policy_id"], message]}
	findings(gateway({"name": "front", "http_listener": [{"firewall_policy_id": "p"}, {}]})) == {[["firewall_policy_id"], message]}
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
	gateway({"firewall_policy_id": "p"}),
	gateway({"firewall_policy_id": "p", "waf_configuration": [{"enabled": false, "firewall_mode": "Detection"}]}),
	gateway({"waf_configuration": [{"enabled": true, "firewall_mode": "Prevention"}]}),
	gateway({"http_listener": [{"firewall_policy_id": "p"}]}),
	object.union(gateway({}), {"unknown": [{"path": ["firewall_policy_id"], "reason": "known after apply"}]}),
	object.union(gateway({"http_listener": [{}]}), {"unknown": [{"path": ["http_listener", 0, "firewall_policy_id"], "reason": "known after apply"}]}),
	resource(regional, rules),
	resource(regional, {"managed_rules": [{"managed_rule_set": [{"version": "3.2"}]}]}),
	resource(front_door, managed),
	resource(classic, {"managed_rule": [{"type": "DefaultRuleSet"}]}),
]

test_satisfied if {
	every subject in satisfied {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[gateway({"waf_configuration": [{"enabled": true}]}), ["waf_configuration", 0, "firewall_mode"]],
		[gateway({"waf_configuration": [{}]}), ["waf_configuration", 0, "enabled"]],
		[resource(regional, {}), ["managed_rules"]],
		[resource(regional, {"managed_rules": [{"managed_rule_set": [{"type": "x"}]}]}), ["managed_rules", 0, "managed_rule_set", 0, "type"]],
		[resource(regional, rules), ["policy_settings", 0, "mode"]],
		[resource(front_door, managed), ["enabled"]],
		[resource(classic, {}), ["managed_rule"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		findings(unsure) == set()
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}
