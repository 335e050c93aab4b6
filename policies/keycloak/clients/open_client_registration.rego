# METADATA
# title: Anybody can register applications in the realm
# description: >-
#   Whoever reaches the server may register a client over the registration endpoint, unless the policies for
#   anonymous registration stop him. Keycloak creates them with every realm: trusted hosts, consent, no full scope.
#   Without them a phishing application gets the realm's own login page.
# related_resources:
#   - ref: https://www.keycloak.org/securing-apps/client-registration#_client_registration_policies
# custom:
#   id: KC-037
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [P9, P2, M2T2]
#   references: {nist-800-53: [AC-3]}
#   remediation: >-
#     Restore the anonymous policies Trusted Hosts (both checks on), Consent Required and Full Scope Disabled.
#   parameters: {}
package bartizan.keycloak.open_client_registration

import data.bartizan.lib.keycloak

type := "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"

section := ["components", type]

# DefaultClientRegistrationPolicies.addDefaultPolicies adds the whole set where a realm has no policy at all.
policies := keycloak.value(section, [])

required := {
	"trusted-hosts": "Trusted Hosts",
	"consent-required": "Consent Required",
	"scope": "Full Scope Disabled",
}

deny contains {
	"message": sprintf("realm %q lets anybody register clients: no anonymous policy %q", [keycloak.realm_name, required[provider]]),
	"path": section,
	"key": provider,
} if {
	count(policies) > 0
	count(open) == 0
	not registration_impossible
	some provider, _ in required
	not provider in anonymous
}

deny contains {
	"message": sprintf("realm %q lets untrusted hosts register clients: %s is off", [keycloak.realm_name, flag]),
	"path": array.concat(section, [i, "config", flag, 0]),
	"fix": [{"op": "set", "path": array.concat(section, [i, "config", flag]), "value": ["true"], "safety": "unsafe"}],
} if {
	count(open) == 0
	not registration_impossible
	some i, component in policies
	is_anonymous(component)
	component.providerId == "trusted-hosts"

	# TrustedHostClientRegistrationPolicy.parseBoolean: on unless it is switched off.
	some flag in ["host-sending-registration-request-must-match", "client-uris-must-match"]
	written := object.get(component, ["config", flag], ["true"])
	count(written) > 0
	not keycloak.placeholder(written[0])
	keycloak.normal(written[0]) != true
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open

open := keycloak.open(section)

anonymous := {component.providerId |
	some component in policies
	is_anonymous(component)
}

is_anonymous(component) if object.get(component, "subType", "") == "anonymous"

# A limit of no clients at all.
registration_impossible if {
	some component in policies
	is_anonymous(component)
	component.providerId == "max-clients"
	object.get(component, ["config", "max-clients"], []) == ["0"]
}
