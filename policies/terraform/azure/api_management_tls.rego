# METADATA
# title: API gateway takes old protocols or talks to backends in clear
# description: >-
#   Requests of citizens and their tokens can be read or changed on the way: to the gateway, where it still takes
#   protocols that can be broken, or behind it, where a backend is called by plain HTTP.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/api-management/api-management-howto-manage-protocols-ciphers
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/api_management#security
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/api_management_backend#url
# custom:
#   id: TF-AZ-040
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_api_management, azurerm_api_management_backend]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T2, M2T4, D5]
#   references:
#     checkov: [CKV_AZURE_173, CKV_AZURE_215]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Leave the old protocols of `security` out (`frontend_tls10_enabled`, `backend_ssl30_enabled` and their like;
#     before version 4 of the provider `enable_…`), and call backends by `https://`.
package bartizan.terraform.api_management_tls

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# What a protocol is called in `security`, and in messages.
protocols := {"ssl30": "SSL 3.0", "tls10": "TLS 1.0", "tls11": "TLS 1.1"}

sides := {"frontend": "from clients", "backend": "towards backends"}

# Every switch: {names, text}. The second name is the older one.
switches contains {"names": [sprintf("%s_%s_enabled", [side, protocol]), sprintf("enable_%s_%s", [side, protocol])], "text": text} if {
	some side, where in sides
	some protocol, name in protocols
	text := concat(" ", [name, where])
}

deny contains {
	"path": setting.path,
	"message": sprintf("API gateway takes %s", [switch.text]),
	"fix": azure.write(setting.path, false),
} if {
	some switch in switches
	setting := azure.setting(input, ["security", 0], switch.names)
	tf.is_true(setting.value)
}

deny contains {
	"path": ["url"],
	"message": "API gateway calls the backend by plain HTTP",
} if {
	input.kind == "azurerm_api_management_backend"
	startswith(lower(object.get(input.values, "url", "")), "http://")
}

undetermined contains {"path": path, "reason": reason} if {
	some switch in switches
	some path, reason in azure.unknowns(input, ["security", 0], switch.names)
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "azurerm_api_management_backend"
	some path, reason in unknown.at(["url"])
}
