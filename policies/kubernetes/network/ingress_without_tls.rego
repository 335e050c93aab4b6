# METADATA
# title: Ingress serves a host without TLS
# description: >-
#   Whatever citizens and staff send to this host, passwords, tokens and personal data included, travels readable and
#   can be changed on the way.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
# custom:
#   id: K8S-043
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [networking.k8s.io/Ingress, extensions/Ingress]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M1T2, D5, P5]
#   references: {cis: [eks-1.4/5.4.5], nist-800-53: [SC-8]}
#   remediation: Add an entry to `spec.tls` with the host and the Secret of its certificate.
package bartizan.kubernetes.ingress_without_tls

import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s serves %s without TLS", [kubernetes.title, host_label(host)]),
	"path": array.concat(["spec", "rules", i], host_key(rule)),
	"key": host,
} if {
	judged
	some i, rule in kubernetes.list(input.values, ["spec", "rules"])
	host := object.get(rule, "host", "")
	not covered(host)
}

deny contains {
	"message": sprintf("%s serves its default backend without TLS", [kubernetes.title]),
	"path": ["spec", "tls"],
} if {
	judged
	count(kubernetes.list(input.values, ["spec", "rules"])) == 0
	count(tls) == 0
}

undetermined contains entry if {
	not tls_by_annotation
	some entry in unknown_entries
}

judged if {
	not tls_by_annotation
	count(unknown_entries) == 0
}

unknown_entries := union({
	kubernetes.unknown_in(["spec", "tls"], ["hosts"]),
	kubernetes.unknown_in(["spec", "rules"], ["host"]),
	kubernetes.unknown_around(["metadata", "annotations"]),
})

tls := kubernetes.list(input.values, ["spec", "tls"])

covered(_) if {
	some entry in tls
	count(kubernetes.list(entry, ["hosts"])) == 0
}

covered(host) if {
	some entry in tls
	some pattern in kubernetes.list(entry, ["hosts"])
	matches(pattern, host)
}

matches(pattern, host) if lower(pattern) == lower(host)

# A wildcard stands for exactly one label.
matches(pattern, host) if {
	startswith(pattern, "*.")
	indexof(host, ".") > 0
	lower(substring(pattern, 1, -1)) == lower(substring(host, indexof(host, "."), -1))
}

# Controllers that take their certificate from elsewhere.
tls_by_annotation if {
	some name in {
		"alb.ingress.kubernetes.io/certificate-arn",
		"networking.gke.io/managed-certificates",
		"ingress.gcp.kubernetes.io/pre-shared-cert",
		"appgw.ingress.kubernetes.io/appgw-ssl-certificate",
		"route.openshift.io/termination",
	}
	object.get(kubernetes.annotations, name, "") != ""
}

tls_by_annotation if contains(object.get(kubernetes.annotations, "alb.ingress.kubernetes.io/listen-ports", ""), "HTTPS")

tls_by_annotation if object.get(kubernetes.annotations, "traefik.ingress.kubernetes.io/router.tls", "") == "true"

host_label("") := "every host"

host_label(host) := sprintf("host %q", [host]) if host != ""

host_key(rule) := ["host"] if "host" in object.keys(rule)

host_key(rule) := [] if not "host" in object.keys(rule)
