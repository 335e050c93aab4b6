# METADATA
# title: Credentials of one holder can be linked
# description: >-
#   The exact second of issue marks a credential like a serial number, and a single copy shown everywhere is the same
#   number again. Verifiers who compare notes follow the citizen from office to office.
# related_resources:
#   - ref: https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html#section-15.4
#   - ref: https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oid4vc/issuance/TimeClaimNormalizer.java
#     description: time claims; rounding to seconds, the default unit, changes nothing
#   - ref: https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oid4vc/issuance/OID4VCIssuerWellKnownProvider.java
#     description: batches are offered from a size of two on
# custom:
#   id: VC-016
#   severity: low
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M4T4, C1]
#   references: {other: [OID4VCI-1.0, BBS]}
#   remediation: >-
#     Set `oid4vci.time.claims.strategy` to `randomize`, or to `round` with `oid4vci.time.round.unit` `DAY`, and offer
#     batches with `oid4vci.batch_credential_issuance.batch_size`.
#   parameters: {}
package bartizan.keycloak.credentials_linkable

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak

strategy := ["attributes", "oid4vci.time.claims.strategy"]

unit := ["attributes", "oid4vci.time.round.unit"]

batch := ["attributes", "oid4vci.batch_credential_issuance.batch_size"]

# Up to 26.4.
old_batch := ["attributes", "batch_credential_issuance.batch_size"]

deny contains {
	"message": sprintf("realm %q issues single credentials that carry the exact time of issue", [keycloak.realm_name]),
	"path": strategy,
	"fix": [{"op": "set", "path": strategy, "value": "randomize", "safety": "unsafe"}],
} if {
	credential.realm_may_issue
	count(open) == 0
	exact
	not batches
}

undetermined contains {"path": found, "reason": reason} if {
	credential.realm_may_issue
	some found, reason in open
}

# What Keycloak does not understand counts as off.
exact if not chosen in {"randomize", "round"}

exact if {
	chosen == "round"
	not text(unit, "second") in {"minute", "hour", "day"}
}

chosen := text(strategy, "off")

text(path, fallback) := lower(trim_space(sprintf("%v", [keycloak.value(path, fallback)])))

# None are offered where the size is absent or below two.
batches if {
	some path in [batch, old_batch]
	keycloak.number(keycloak.value(path, 0)) >= 2
}

open := keycloak.open_all([credential.enabled, strategy, unit, batch, old_batch])
