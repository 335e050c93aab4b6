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

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s %q takes its certificate from Secret %q, which nothing renews", [use.kind, use.name, use.secret]),
	"resource": use.address,
	"path": use.path,
	"key": use.secret,
} if {
	input.complete
	some use in orphans
	not makers_unknown
}

deny contains {
	"message": sprintf("%s %q gets a self-signed certificate for the public host %q", [subject.kind, subject.name, subject.host]),
	"resource": subject.address,
	"path": subject.path,
	"key": subject.host,
} if {
	some subject in issued
	[subject.issuer_kind, subject.issuer_namespace, subject.issuer] in self_signed
	public(subject.host)
}

undetermined contains {"resource": use.address, "path": use.path, "reason": reason} if {
	some use in orphans
	some reason in doubts
}

undetermined contains {"resource": resource.address, "path": found, "reason": reason} if {
	some resource in input.resources
	some path in object.get({"Ingress": [["spec", "tls"], ["metadata", "annotations"]], "Gateway": [["spec", "listeners"], ["metadata", "annotations"]]}, resource.kind, [])
	some found, reason in unknown.within_in(resource, path)
}

doubts contains "it may be made outside this scan" if not input.complete

doubts contains "not all that makes Secrets is known" if {
	input.complete
	makers_unknown
}

# Secrets that an Ingress or Gateway takes certificates from.
uses contains {"kind": resource.kind, "name": resource.name, "address": resource.address, "namespace": namespace_of(resource), "secret": secret, "path": ["spec", "tls", i, "secretName"]} if {
	some resource in of({"Ingress"})
	some i, entry in kubernetes.list(resource.values, ["spec", "tls"])
	secret := object.get(entry, "secretName", "")
	secret != ""
}

uses contains {"kind": resource.kind, "name": resource.name, "address": resource.address, "namespace": object.get(reference, "namespace", namespace_of(resource)), "secret": secret, "path": ["spec", "listeners", i, "tls", "certificateRefs", j]} if {
	some resource in of({"Gateway"})
	some i, listener in kubernetes.list(resource.values, ["spec", "listeners"])
	some j, reference in kubernetes.list(listener, ["tls", "certificateRefs"])
	object.get(reference, "kind", "Secret") == "Secret"
	secret := object.get(reference, "name", "")
}

orphans contains use if {
	some use in uses
	not use.address in annotated
	not [use.namespace, use.secret] in made
}

# cert-manager's annotations, those of what came before it, and the cloud's own certificates.
annotated contains resource.address if {
	some resource in of({"Ingress", "Gateway"})
	some name, value in kubernetes.map(resource.values, ["metadata", "annotations"])
	name in {
		"cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "cert-manager.io/issuer-kind",
		"kubernetes.io/tls-acme", "cert.gardener.cloud/purpose", "networking.gke.io/managed-certificates",
		"traefik.ingress.kubernetes.io/router.tls.certresolver",
	}
	not value in {"", "false"}
}

annotated contains resource.address if {
	some resource in of({"Ingress", "Gateway"})
	count(kubernetes.unknown_around_of(resource, ["metadata", "annotations"])) > 0
}

made contains [namespace_of(resource), secret] if {
	some resource in of({"Certificate"})
	secret := object.get(resource.values, ["spec", "secretName"], "")
}

made contains [namespace_of(resource), secret] if {
	some resource in of({"ExternalSecret"})
	secret := object.get(resource.values, ["spec", "target", "name"], resource.name)
}

makers_unknown if {
	some resource in of({"Certificate", "ExternalSecret"})
	some path in [["spec", "secretName"], ["spec", "target"]]
	unknown.at_in(resource, path)
}

self_signed contains [resource.kind, issuer_namespace(resource), resource.name] if {
	some resource in of({"Issuer", "ClusterIssuer"})
	object.get(resource.values, ["spec", "selfSigned"], null) != null
}

issuer_namespace(resource) := "" if resource.kind == "ClusterIssuer"

issuer_namespace(resource) := namespace_of(resource) if resource.kind == "Issuer"

# What asks an issuer for a certificate, by host. A Certificate of an authority may sign itself.
issued contains {"kind": resource.kind, "name": resource.name, "address": resource.address, "path": ["spec", "issuerRef"], "host": host, "issuer_kind": kind, "issuer_namespace": namespace_for(kind, resource), "issuer": object.get(resource.values, ["spec", "issuerRef", "name"], "")} if {
	some resource in of({"Certificate"})
	object.get(resource.values, ["spec", "isCA"], false) != true
	kind := object.get(resource.values, ["spec", "issuerRef", "kind"], "Issuer")
	some host in kubernetes.list(resource.values, ["spec", "dnsNames"])
}

issued contains {"kind": resource.kind, "name": resource.name, "address": resource.address, "path": ["metadata", "annotations", annotation], "host": host, "issuer_kind": kind, "issuer_namespace": namespace_for(kind, resource), "issuer": issuer} if {
	some resource in of({"Ingress"})
	some annotation, kind in {"cert-manager.io/issuer": "Issuer", "cert-manager.io/cluster-issuer": "ClusterIssuer"}
	issuer := object.get(resource.values, ["metadata", "annotations", annotation], null)
	some entry in kubernetes.list(resource.values, ["spec", "tls"])
	some host in kubernetes.list(entry, ["hosts"])
}

namespace_for("ClusterIssuer", _) := ""

namespace_for("Issuer", resource) := namespace_of(resource)

namespace_of(resource) := object.get(resource, "namespace", null)

public(host) if {
	contains(host, ".")
	count([suffix | some suffix in params.get("private_suffixes", [".local", ".localhost", ".internal", ".svc", ".lan", ".test", ".example", ".home.arpa"]); endswith(host, suffix)]) == 0
}

of(kinds) := [resource | some resource in input.resources; resource.kind in kinds]
