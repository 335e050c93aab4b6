# METADATA
# title: Web app has neither a platform login nor an identity of its own
# description: >-
#   The app lets in people without the central login, unless its own code asks for it, and reaches its database and
#   vault with passwords of its own instead of an identity that nobody can copy.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/app-service/overview-authentication-authorization
#   - ref: https://learn.microsoft.com/azure/app-service/overview-managed-identity
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_web_app#auth_settings_v2
# custom:
#   id: TF-AZ-032
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_linux_web_app, azurerm_windows_web_app, azurerm_app_service]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T1, A3, A1]
#   references:
#     trivy: [AZU-0003, AZU-0002]
#     checkov: [CKV_AZURE_13, CKV_AZURE_16]
#     nist-800-53: [IA-2]
#   remediation: >-
#     Add `auth_settings_v2` with `auth_enabled` true and the central login as provider, or an `identity` block and
#     use it for what the app reads.
package bartizan.terraform.app_identity

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# The login in its current and its older form.
logins := [["auth_settings_v2", 0, "auth_enabled"], ["auth_settings", 0, "enabled"]]

deny contains {
	"path": ["identity"],
	"message": sprintf("app %q has neither a platform login nor an identity", [azure.label(input)]),
} if {
	anonymous
	count(unknown_logins) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	anonymous
	some path, reason in unknown_logins
}

undetermined contains {"path": path, "reason": reason} if {
	not logged_in
	count(object.get(input.values, "identity", [])) == 0
	some path, reason in unknown.at(["identity"])
}

anonymous if {
	not logged_in
	not azure.given(input, "identity")
}

logged_in if {
	some login in logins
	tf.is_true(object.get(input.values, login, false))
}

unknown_logins := {path: reason |
	some login in logins
	some path, reason in unknown.at(login)
}
