# METADATA
# title: Redis cache takes connections without TLS or with old versions
# description: >-
#   Sessions of people who are logged in lie in the cache. Whoever sits on the way can read them, and the access key,
#   and go on as those people.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/azure-cache-for-redis/cache-remove-tls-10-11
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/redis_cache#non_ssl_port_enabled
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/managed_redis#client_protocol
# custom:
#   id: TF-AZ-041
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds:
#     - azurerm_redis_cache
#     - azurerm_redis_enterprise_cluster
#     - azurerm_redis_enterprise_database
#     - azurerm_managed_redis
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2]
#   references:
#     checkov: [CKV_AZURE_91, CKV_AZURE_148]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Leave `non_ssl_port_enabled` out (before version 4 of the provider `enable_non_ssl_port`) and set
#     `minimum_tls_version` to 1.2. In managed and Enterprise caches, leave `client_protocol` out or set it to
#     `Encrypted`.
package bartizan.terraform.redis_tls

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Before version 4 of the provider the port went by its second name. The least version has been 1.2 unless said otherwise
# since version 3.
port_names := ["non_ssl_port_enabled", "enable_non_ssl_port"]

version_path := ["minimum_tls_version"]

deny contains {
	"path": setting.path,
	"message": "cache has the port without TLS open",
	"fix": azure.write(setting.path, false),
} if {
	setting := azure.setting(input, [], port_names)
	tf.is_true(setting.value)
}

deny contains {
	"path": version_path,
	"message": sprintf("cache takes connections with TLS %s", [version]),
	"fix": azure.write(version_path, "1.2"),
} if {
	not unknown.at(version_path)
	version := sprintf("%v", [object.get(input.values, version_path, default_version)])
	version in {"1", "1.0", "1.1"}
}

deny contains {
	"path": path,
	"message": "cache takes connections without TLS (Plaintext)",
	"fix": azure.write(path, "Encrypted"),
} if {
	path := protocol_path
	lower(object.get(input.values, path, "Encrypted")) == "plaintext"
}

undetermined contains {"path": path, "reason": reason} if some path, reason in azure.unknowns(input, [], port_names)

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(protocol_path)

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(version_path)

protocol_path := ["client_protocol"] if input.kind == "azurerm_redis_enterprise_database"

protocol_path := ["default_database", 0, "client_protocol"] if input.kind == "azurerm_managed_redis"

default_version := "1.0" if second_provider

default_version := "1.2" if not second_provider

second_provider if azure.major(input) < 3
