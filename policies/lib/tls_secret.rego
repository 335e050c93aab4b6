# METADATA
# description: >-
#   Where the certificates of a cluster come from: the Secrets that an Ingress or a Gateway takes them from, what makes
#   these Secrets, and the issuers that sign. For policies of scope fleet.
# related_resources:
#   - ref: https://cert-manager.io/docs/usage/certificate/
#   - ref: https://cert-manager.io/docs/usage/ingress/
package bartizan.lib.tls_secret

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

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

# Secrets that something makes and renews: `[namespace, name]`.
made contains [namespace_of(resource), secret] if {
	some resource in of({"Certificate"})
	secret := object.get(resource.values, ["spec", "secretName"], "")
}

made contains [namespace_of(resource), secret] if {
	some resource in of({"ExternalSecret"})
	secret := object.get(resource.values, ["spec", "target", "name"], resource.name)
}

# Is it unknown which Secret something makes?
makers_unknown if {
	some resource in of({"Certificate", "ExternalSecret"})
	some path in [["spec", "secretName"], ["spec", "target"]]
	unknown.at_in(resource, path)
}

# Issuers whose certificates sign themselves: `[kind, namespace, name]`.
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
	not unknown.at_in(resource, ["spec", "isCA"])
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

of(kinds) := [resource | some resource in input.resources; resource.kind in kinds]
