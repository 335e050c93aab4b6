# METADATA
# title: Web or function app takes plain HTTP or old TLS
# description: >-
#   Sessions, tokens and what citizens enter travel readable, or with a protocol that can be broken, and can be
#   changed on the way. An app takes plain HTTP unless it is told not to.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/app-service/configure-ssl-bindings
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_web_app#https_only
# custom:
#   id: TF-AZ-031
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - azurerm_linux_web_app
#     - azurerm_linux_web_app_slot
#     - azurerm_windows_web_app
#     - azurerm_windows_web_app_slot
#     - azurerm_linux_function_app
#     - azurerm_linux_function_app_slot
#     - azurerm_windows_function_app
#     - azurerm_windows_function_app_slot
#     - azurerm_function_app_flex_consumption
#     - azurerm_logic_app_standard
#     - azurerm_app_service
#     - azurerm_app_service_slot
#     - azurerm_function_app
#     - azurerm_function_app_slot
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T2, D5]
#   references:
#     trivy: [AZU-0004, AZU-0072, AZU-0006]
#     checkov: [CKV_AZURE_14, CKV_AZURE_15, CKV_AZURE_70]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Set `https_only` to true, and leave `minimum_tls_version` of `site_config` out or set it to 1.2 or 1.3.
package bartizan.terraform.app_plain_http

import data.bartizan.lib.azure

site := ["site_config", 0]

# Apps of older kinds call it `min_tls_version`.
tls_names := ["minimum_tls_version", "min_tls_version"]

deny contains {
	"path": ["https_only"],
	"message": "app takes plain HTTP",
	"fix": azure.write(["https_only"], true),
} if {
	azure.not_true(input, [], ["https_only"])
}

deny contains {
	"path": setting.path,
	"message": sprintf("app takes connections with TLS %v", [setting.value]),
	"fix": azure.write(setting.path, "1.2"),
} if {
	setting := azure.setting(input, site, tls_names)
	sprintf("%v", [setting.value]) in {"1", "1.0", "1.1"}
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in object.union(azure.unknowns(input, [], ["https_only"]), azure.unknowns(input, site, tls_names))
}
