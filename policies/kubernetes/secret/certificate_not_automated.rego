# METADATA
# title: Certificate is renewed by hand or trusted by nobody
# description: >-
#   A certificate that nobody renews ends on a day that nobody noted, and the service with it. One that signs itself
#   teaches citizens and staff to click warnings away.
# related_resources:
#   - ref: https://cert-manager.io/docs/usage/ingress/
#   - ref: https://cert-manager.io/docs/usage/gateway/
#   - ref: https://cert-manager.io/docs/configuration/selfsigned/
# custom:
#   id: OPS-029
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - networking.k8s.io/Ingress
#     - gateway.networking.k8s.io/Gateway
#     - cert-manager.io/Certificate
#     - cert-manager.io/Issuer
#     - cert-manager.io/ClusterIssuer
#     - external-secrets.io/ExternalSecret
#   scope: fleet
#   level: 2
#   pillar: operations
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2O1, P7, D3]
#   references: {nist-800-53: [SC-17]}
#   remediation: >-
#     Install cert-manager, annotate the Ingress or Gateway with `cert-manager.io/cluster-issuer` (or write a
#     Certificate for the Secret), and use an issuer that the public trusts.
#   parameters:
#     private_suffixes:
#       type: array
#       default: [.local, .localhost, .internal, .svc, .lan, .test, .example, .home.arpa]
#       description: Endings of host names that are not public.
package bartizan.kubernetes.certificate_not_automated

import data.bartizan.lib.params
import data.bartizan.lib.tls_secret
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s %q takes its certificate from Secret %q, which nothing renews", [use.kind, use.name, use.secret]),
	"resource": use.address,
	"path": use.path,
	"key": use.secret,
} if {
	input.complete
	some use in orphans
	not tls_secret.makers_unknown
}

deny contains {
	"message": sprintf("%s %q gets a self-signed certificate for the public host %q", [subject.kind, subject.name, subject.host]),
	"resource": subject.address,
	"path": subject.path,
	"key": subject.host,
} if {
	some subject in tls_secret.issued
	[subject.issuer_kind, subject.issuer_namespace, subject.issuer] in tls_secret.self_signed
	public(subject.host)
}

undetermined contains {"resource": use.address, "path": use.path, "reason": reason} if {
	some use in orphans
	some reason in doubts
}

undetermined contains {"resource": resource.address, "path": found, "reason": reason} if {
	some resource in input.resources
	some path in object.get(decisive, resource.kind, [])
	some found, reason in unknown.within_in(resource, path)
}

decisive := {
	"Ingress": [["spec", "tls"], ["metadata", "annotations"]],
	"Gateway": [["spec", "listeners"], ["metadata", "annotations"]],
	"Certificate": [["spec", "issuerRef"], ["spec", "dnsNames"], ["spec", "isCA"]],
	"Issuer": [["spec", "selfSigned"]],
	"ClusterIssuer": [["spec", "selfSigned"]],
}

doubts contains "it may be made outside this scan" if not input.complete

doubts contains "not all that makes Secrets is known" if {
	input.complete
	tls_secret.makers_unknown
}

orphans contains use if {
	some use in tls_secret.uses
	not use.address in tls_secret.annotated
	not [use.namespace, use.secret] in tls_secret.made
}

public(host) if {
	contains(host, ".")
	count([suffix | some suffix in params.get("private_suffixes", [".local", ".localhost", ".internal", ".svc", ".lan", ".test", ".example", ".home.arpa"]); endswith(host, suffix)]) == 0
}
