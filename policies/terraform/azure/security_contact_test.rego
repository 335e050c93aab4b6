package bartizan.terraform.security_contact_test

import data.bartizan.terraform.security_contact as policy

contact(values) := {
	"kind": "azurerm_security_center_contact",
	"name": "c",
	"address": "azurerm_security_center_contact.c",
	"values": values,
	"unknown": [],
}

plan := {"kind": "azurerm_security_center_subscription_pricing", "name": "p", "address": "azurerm_security_center_subscription_pricing.p", "values": {}, "unknown": []}

good := {"email": "duty@example.com", "alert_notifications": true, "alerts_to_admins": true}

unit(resources) := {"complete": true, "resources": resources}

test_violated_by_silence if {
	found := policy.deny with input as unit([contact(object.union(good, {"alert_notifications": false}))])
	{[finding.path, finding.message] | some finding in found} == {[["alert_notifications"], "security contact gets no alerts"]}
	others := policy.deny with input as unit([contact(object.union(good, {"alerts_to_admins": "false"}))])
	{finding.path | some finding in others} == {["alerts_to_admins"]}
}

test_violated_without_address if {
	found := policy.deny with input as unit([contact(object.union(good, {"email": " "}))])
	{finding.path | some finding in found} == {["email"]}
}

test_violated_without_contact if {
	some finding in policy.deny with input as unit([plan])
	finding.resource == "azurerm_security_center_subscription_pricing.p"
	finding.message == "the module sets up the subscription but names no security contact"
}

test_satisfied if {
	every resources in [[contact(good)], [contact(good), plan], [contact(object.union(good, {"alerts_to_admins": "true"}))], []] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every name, _ in good {
		unsure := object.union(contact({}), {"values": object.remove(good, [name]), "unknown": [{"path": [name], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([unsure])
		policy.undetermined == {{"resource": "azurerm_security_center_contact.c", "path": [name], "reason": "known after apply"}} with input as unit([unsure])
	}
}

test_incomplete_unit_is_undetermined if {
	subject := {"complete": false, "resources": [plan]}
	count(policy.deny) == 0 with input as subject
	count(policy.undetermined) == 1 with input as subject
}
