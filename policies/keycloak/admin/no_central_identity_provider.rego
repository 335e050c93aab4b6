# METADATA
# title: No central identity provider exists
# description: >-
#   Without one, every application keeps its own passwords, its own rules for them and its own list of who has left.
#   A realm, a Keycloak server or a provider of the cloud is what the rest of the security model builds on.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html
#   - ref: https://pages.nist.gov/800-63-3/sp800-63c.html
# custom:
#   id: KC-001
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [realm, client, keycloak_realm, k8s.keycloak.org/Keycloak, k8s.keycloak.org/KeycloakRealmImport, aws_cognito_user_pool, azuread_application, google_identity_platform_config]
#   scope: fleet
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T1, P1, A3]
#   references: {nist-800-53: [IA-2]}
#   remediation: >-
#     Run one identity provider for all services, keep its configuration in files, and declare the fleet complete
#     once it is scanned whole.
#   parameters: {}
package bartizan.keycloak.no_central_identity_provider

# Any of the kinds that this policy asks for is an identity provider, or belongs to one.
deny contains {
	"message": "no identity provider is among the scanned files: applications log their users in by themselves",
	"path": [],
} if {
	count(input.resources) == 0
	input.complete == true
}

undetermined contains {
	"path": [],
	"reason": "no identity provider is among the scanned files; only a fleet that is declared complete shows that there is none",
} if {
	count(input.resources) == 0
	input.complete != true
}
