# METADATA
# title: Users are looked up over plaintext LDAP
# description: >-
#   The password of everybody who signs in, and the one of Keycloak's own directory account, cross the network in
#   clear when the connection is `ldap://` without StartTLS.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_ldap
# custom:
#   id: KC-051
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [component]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T2, P5]
#   references: {nist-800-53: [SC-8]}
#   remediation: >-
#     Use an `ldaps://` address, or set `startTls` to `"true"`, and trust the directory's certificate authority.
#   parameters: {}
package bartizan.keycloak.ldap_in_clear

import data.bartizan.lib.keycloak

url := ["config", "connectionUrl"]

start_tls := ["config", "startTls"]

deny contains {
	"message": sprintf("user federation %q reaches its directory over plain %s without StartTLS", [name, "ldap://"]),
	"path": array.concat(url, [0]),
	"fix": [{"op": "set", "path": start_tls, "value": ["true"], "safety": "unsafe"}],
} if {
	candidate
	plaintext
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	may_be_plaintext
	some found, reason in open
}

name := keycloak.value(["name"], input.name)

candidate if {
	keycloak.may(["providerId"], "", {"ldap"})
	keycloak.normal(first(["config", "enabled"], "true")) != false
	keycloak.normal(first(start_tls, "false")) != true
}

# Configuration of components holds lists; LDAPConfig reads the first value. Several servers are separated by blanks.
first(path, _) := written[0] if {
	written := keycloak.value(path, [])
	count(written) > 0
}

first(path, fallback) := fallback if count(keycloak.value(path, [])) == 0

plaintext if {
	some server in split(lower(first(url, "")), " ")
	startswith(server, "ldap://")
}

may_be_plaintext if plaintext

may_be_plaintext if count(open_url) > 0

open_url := object.union(keycloak.open(url), placeholder_at(url))

open := object.union_n([
	keycloak.open_all([["providerId"], ["config", "enabled"], url, start_tls]),
	placeholder_at(url),
	placeholder_at(start_tls),
	placeholder_at(["config", "enabled"]),
])

placeholder_at(path) := {array.concat(path, [0]): keycloak.placeholder_reason} if keycloak.placeholder(first(path, ""))

placeholder_at(path) := {} if not keycloak.placeholder(first(path, ""))
