# METADATA
# title: Service account token lies in a Secret and never expires
# description: >-
#   A token of this kind is valid until somebody deletes the Secret: whoever once read it, from a backup or a build log,
#   keeps the rights of the account. Tokens from the TokenRequest API expire within hours.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#manually-create-an-api-token-for-a-serviceaccount
# custom:
#   id: K8S-023
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Secret]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T3, A2, D3]
#   references: {nist-800-53: [IA-5]}
#   remediation: >-
#     Delete the Secret; let pods mount a projected token, and others ask for a short-lived one with
#     `kubectl create token` or the federation of the cloud.
package bartizan.kubernetes.service_account_token_secret

import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s holds a token of service account %q that never expires", [kubernetes.title, account]),
	"path": ["type"],
} if {
	object.get(input.values, "type", "") == "kubernetes.io/service-account-token"
	account := object.get(kubernetes.annotations, "kubernetes.io/service-account.name", "")
}

undetermined contains entry if some entry in kubernetes.unknown_around(["type"])
