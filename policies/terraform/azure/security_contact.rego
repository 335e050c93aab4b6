# METADATA
# title: Nobody is told of security alerts
# description: >-
#   Defender and Microsoft write to the security contact when data leaks or a login is stolen. Where there is none, or
#   mails are off, the breach is known to everyone but those who must act. Asked for where a module sets up the
#   subscription itself.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/defender-for-cloud/configure-email-notifications
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/security_center_contact
# custom:
#   id: TF-AZ-030
#   severity: low
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
#   level: 2
#   pillar: operations
#   layer: Compliance & Risk
#   owner: Security & Legal Team
#   supporting: [All Engineering Functions]
#   controls: [M2O2, C5]
#   references:
#     trivy: [AZU-0044, AZU-0062, AZU-0063]
#     checkov: [CKV_AZURE_131, CKV_AZURE_21, CKV_AZURE_22]
#     nist-800-53: [IR-6]
#   remediation: >-
#     Add an `azurerm_security_center_contact` with the `email` of the people on duty, and `alert_notifications` and
#     `alerts_to_admins` set to true.
package bartizan.terraform.security_contact

import data.bartizan.lib.azure

kind := "azurerm_security_center_contact"

switches := {
	"alert_notifications": "security contact gets no alerts",
	"alerts_to_admins": "owners of the subscription get no alerts",
}

deny contains {
	"resource": contact.address,
	"path": [name],
	"message": message,
	"fix": azure.write([name], true),
} if {
	some contact in azure.all(kind)
	some name, message in switches
	azure.not_true(contact, [], [name])
}

deny contains {
	"resource": contact.address,
	"path": ["email"],
	"message": "security contact has no address",
} if {
	some contact in azure.all(kind)
	count(azure.unknowns(contact, [], ["email"])) == 0
	trim_space(object.get(contact.values, "email", "")) == ""
}

deny contains {
	"resource": witness,
	"path": [],
	"message": "the module sets up the subscription but names no security contact",
} if {
	witness := uncontacted
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": contact.address, "path": path, "reason": reason} if {
	some contact in azure.all(kind)
	some path, reason in azure.unknowns(contact, [], ["alert_notifications", "alerts_to_admins", "email"])
}

undetermined contains {"resource": witness, "path": [], "reason": "not all of the module is here"} if {
	witness := uncontacted
	object.get(input, "complete", false) == false
}

# Address of a subscription-wide setting in a module without contact.
uncontacted := min({resource.address | some resource in input.resources}) if {
	count(input.resources) > 0
	count(azure.all(kind)) == 0
}
