# METADATA
# title: Store of logs or metrics is open or talks in clear
# description: >-
#   Logs hold names, addresses and tokens, and are the proof after an incident. A store that anybody in the network
#   reads or writes gives away the one and spoils the other.
# related_resources:
#   - ref: https://www.elastic.co/docs/deploy-manage/security/k8s-https-settings
#   - ref: https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/security-settings
#   - ref: https://grafana.com/docs/loki/latest/operations/multi-tenancy/
#   - ref: https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/configure-authentication/anonymous-auth/
# custom:
#   id: OPS-018
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - elasticsearch.k8s.elastic.co/Elasticsearch
#     - grafana.integreatly.org/Grafana
#     - ConfigMap
#     - apps/Deployment
#     - apps/StatefulSet
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1T2, P6, D2]
#   references: {nist-800-53: [AU-9]}
#   remediation: >-
#     Keep TLS and `xpack.security` of Elasticsearch on, set `auth_enabled: true` in Loki behind a gateway that
#     checks logins, and switch anonymous access to Grafana off.
package bartizan.kubernetes.log_store_open

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown
import data.bartizan.lib.workload

tls_off := ["spec", "http", "tls", "selfSignedCertificate", "disabled"]

deny contains {
	"message": sprintf("%s answers in clear: its certificate is disabled", [kubernetes.title]),
	"path": tls_off,
	"fix": [{"op": "set", "path": tls_off, "value": false, "safety": "unsafe"}],
} if {
	input.kind == "Elasticsearch"
	object.get(input.values, tls_off, false) == true
	not unknown.at(own_certificate)
	object.get(input.values, own_certificate, "") == ""
}

own_certificate := ["spec", "http", "tls", "certificate", "secretName"]

deny contains {
	"message": sprintf("%s %s", [kubernetes.title, setting.says]),
	"path": setting.path,
} if {
	some setting in settings
}

settings contains {"path": array.concat(at, names), "says": sprintf("asks nobody for a login: %s is false", [concat(".", names)])} if {
	input.kind == "Elasticsearch"
	some i, _ in kubernetes.list(input.values, ["spec", "nodeSets"])
	at := ["spec", "nodeSets", i, "config"]
	some names in [["xpack.security.enabled"], ["xpack", "security", "enabled"]]
	object.get(input.values, array.concat(at, names), true) in {false, "false"}
}

settings contains {"path": path, "says": "asks nobody for a login: auth.anonymous is enabled"} if {
	input.kind == "Grafana"
	path := ["spec", "config", "auth.anonymous", "enabled"]
	object.get(input.values, path, "false") in {"true", true}
}

# grafana.ini
settings contains {"path": ["data", key], "says": "asks nobody for a login: auth.anonymous is enabled"} if {
	some key, text in texts
	endswith(key, ".ini")
	contains(text, "[auth.anonymous]")
	regex.match(`(?m)^\[auth\.anonymous\][^\[]*^\s*enabled\s*=\s*true\s*$`, text)
}

# Loki never checks who asks, but with auth_enabled it keeps tenants apart, whom a gateway in front tells it.
settings contains {"path": ["data", key], "says": "lets everybody who reaches Loki read all logs: auth_enabled is false"} if {
	some key, text in texts
	contains(text, "auth_enabled")
	config := yaml.unmarshal(text)
	config.auth_enabled == false
	some section in ["ingester", "schema_config", "limits_config", "storage_config", "common"]
	config[section]
}

# Variables that switch the login of Grafana, Elasticsearch or OpenSearch off.
switches := {
	"GF_AUTH_ANONYMOUS_ENABLED": "true",
	"xpack.security.enabled": "false",
	"DISABLE_SECURITY_PLUGIN": "true",
	"plugins.security.disabled": "true",
}

settings contains {
	"path": array.concat(container.path, ["env", i, "value"]),
	"says": sprintf("asks nobody for a login: %s is %s", [variable.name, variable.value]),
} if {
	some container in workload.containers
	some i, variable in kubernetes.list(container.values, ["env"])
	lower(variable.value) == switches[variable.name]
}

texts := {key: text |
	input.kind == "ConfigMap"
	some key, text in kubernetes.map(input.values, ["data"])
	is_string(text)
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind in {"Elasticsearch", "Grafana"}
	some needed in [tls_off, own_certificate, ["spec", "nodeSets"], ["spec", "config", "auth.anonymous", "enabled"]]
	some path, reason in unknown.at(needed)
}

undetermined contains entry if {
	input.kind == "Elasticsearch"
	some entry in kubernetes.unknown_in(["spec", "nodeSets"], ["config"])
}

undetermined contains variable.entry if {
	some variable in workload.unknown_variables
	switches[variable.name]
}

# Only files that may be those of Loki or Grafana.
undetermined contains {"path": entry.path, "reason": entry.reason} if {
	input.kind == "ConfigMap"
	some entry in object.get(input, "unknown", [])
	regex.match(`(?i)loki|grafana`, sprintf("%s %v", [object.get(input, "name", ""), entry.path]))
	entry.path[0] == "data"
}
