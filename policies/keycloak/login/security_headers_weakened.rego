# METADATA
# title: Browser protections of the login page are weakened
# description: >-
#   Keycloak tells browsers not to show its pages inside others, not to load plug-ins, and to keep to HTTPS. Without
#   that a foreign page can wrap the login invisibly around its own buttons, and the first visit can be caught over
#   HTTP.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#clickjacking
#   - ref: https://owasp.org/www-project-secure-headers/
# custom:
#   id: KC-038
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [A6, M2T4]
#   references: {owasp: [A05:2021], nist-800-53: [SC-18]}
#   remediation: >-
#     Remove the changed keys of `browserSecurityHeaders`, so that the built-in values hold, or name single sites in
#     `frame-ancestors`.
#   parameters: {}
package bartizan.keycloak.security_headers_weakened

import data.bartizan.lib.keycloak

section := "browserSecurityHeaders"

# BrowserSecurityHeaders: what holds where a key is absent (exports of 24.0.5 and 26.4.0 keep it, key by key).
built_in := {
	"contentSecurityPolicy": "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
	"xFrameOptions": "SAMEORIGIN",
	"xContentTypeOptions": "nosniff",
	"strictTransportSecurity": "max-age=31536000; includeSubDomains",
}

deny contains {
	"message": sprintf("login pages of realm %q %s", [keycloak.realm_name, what]),
	"path": [section, key],
	"key": what,
	"fix": [{"op": "set", "path": [section, key], "value": built_in[key], "safety": "unsafe"}],
} if {
	some key, whats in faults
	count(keycloak.open([section, key])) == 0
	some what in whats
}

undetermined contains {"path": found, "reason": reason} if {
	some key, _ in built_in
	some found, reason in keycloak.open([section, key])
}

header(key) := keycloak.value([section, key], built_in[key])

faults["contentSecurityPolicy"] contains "may be shown inside pages of any site: no frame-ancestors" if not restricts_frames

faults["contentSecurityPolicy"] contains "may load plug-ins: object-src is not 'none'" if not refuses_plugins

# The directive frame-ancestors wins over X-Frame-Options where both are given.
faults["xFrameOptions"] contains "may be shown inside pages of any site: X-Frame-Options is empty" if {
	trim_space(header("xFrameOptions")) == ""
	not restricts_frames
}

faults["xContentTypeOptions"] contains "let browsers guess the type of files: X-Content-Type-Options is not nosniff" if {
	lower(trim_space(header("xContentTypeOptions"))) != "nosniff"
}

faults["strictTransportSecurity"] contains "let browsers return to plain HTTP: no Strict-Transport-Security" if {
	not regex.match(`max-age\s*=\s*"?[1-9]`, lower(header("strictTransportSecurity")))
}

# The directives by name, each with its sources; the first one of a name counts.
names := [lower(words[0]) | some words in directives]

directives := [regex.split(`\s+`, trim_space(text)) |
	some text in split(header("contentSecurityPolicy"), ";")
	trim_space(text) != ""
]

sources[name] := {word | some j, word in directives[i]; j > 0} if {
	some i, name in names
	not name in array.slice(names, 0, i)
}

restricts_frames if {
	sources["frame-ancestors"]
	count(sources["frame-ancestors"] & {"*", "http:", "https:"}) == 0
}

refuses_plugins if sources["object-src"] == {"'none'"}

refuses_plugins if {
	not "object-src" in names
	sources["default-src"] == {"'none'"}
}
