# METADATA
# title: ConfigMap contains credentials
# description: >-
#   ConfigMaps are readable to every account that may see the application, are not encrypted in etcd and turn up in
#   logs and backups. A password kept there is known to far more people than need it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - ref: https://kubernetes.io/docs/concepts/configuration/configmap/
# custom:
#   id: SEC-006
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds: [ConfigMap]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, D2]
#   references: {trivy: [KSV-0109, KSV-01010], nist-800-53: [IA-5], owasp: ["K08:2022"]}
#   remediation: >-
#     Move the value to a Secret and mount it, or have the application read it from the secret store; change the old
#     value.
package bartizan.kubernetes.config_map_credentials

import data.bartizan.lib.kubernetes
import data.bartizan.lib.kubernetes_credential

deny contains {
	"message": sprintf("%s holds a credential under %q", [kubernetes.title, key]),
	"path": ["data", key],
	"key": key,
} if {
	some key, text in data_of
	is_string(text)
	kubernetes_credential.pair(key, text)
	single_line(text)
}

deny contains {
	"message": sprintf("%s holds a credential in %q: property %q", [kubernetes.title, key, property]),
	"path": ["data", key],
	"key": property,
} if {
	some key, text in data_of
	is_string(text)
	some property in kubernetes_credential.properties_in(text)
}

deny contains {
	"message": sprintf("%s holds %s in %q", [kubernetes.title, finding, key]),
	"path": ["data", key],
	"key": finding,
} if {
	some key, text in data_of
	is_string(text)
	some finding in others(text)
}

undetermined contains entry if {
	some entry in kubernetes.unknown_around(["data"])
}

data_of := kubernetes.map(input.values, ["data"])

single_line(text) if not contains(trim_space(text), "\n")

others(text) := kubernetes_credential.forms_in(text) if not holds_connection(text)

others(text) := found | {"a URL with a password"} if {
	found := kubernetes_credential.forms_in(text)
	holds_connection(text)
}

holds_connection(text) if {
	contains(text, "://")
	some line in split(text, "\n")
	contains(line, "@")
	kubernetes_credential.connection(line)
}
