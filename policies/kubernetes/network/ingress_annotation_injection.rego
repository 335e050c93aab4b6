# METADATA
# title: Ingress annotation can inject nginx configuration
# description: >-
#   ingress-nginx copied these annotations into its configuration: with a line break, brace, quote, `;` or `#` in one
#   of them, whoever may create an Ingress runs code in the controller, which reads the secrets of every namespace.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
#   - ref: https://nvd.nist.gov/vuln/detail/CVE-2025-24514
# custom:
#   id: K8S-046
#   severity: critical
#   confidence: high
#   platform: kubernetes
#   kinds: [networking.k8s.io/Ingress, extensions/Ingress]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2O1, A6]
#   references: {trivy: [KCV-0093], nist-800-53: [SI-10], other: [CVE-2025-24514, CVE-2025-1097, CVE-2025-1098]}
#   remediation: >-
#     Write a plain URL, host or subject in the annotation, and update ingress-nginx to 1.11.5, 1.12.1 or later.
#   parameters:
#     annotations_prefix:
#       type: string
#       default: nginx.ingress.kubernetes.io
#       description: Prefix of the annotations that the controller reads (`--annotations-prefix`).
package bartizan.kubernetes.ingress_annotation_injection

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

deny contains {
	"message": sprintf("annotation %q of %s holds %s", [name, kubernetes.title, label]),
	"path": ["metadata", "annotations", name],
	"key": label,
} if {
	some short in annotation_names
	name := sprintf("%s/%s", [prefix, short])
	value := object.get(kubernetes.annotations, name, "")
	some character, label in dangerous
	contains(value, character)
}

undetermined contains entry if {
	some short in annotation_names
	some entry in kubernetes.unknown_around(["metadata", "annotations", sprintf("%s/%s", [prefix, short])])
}

# What the controller was started with as `--annotations-prefix`.
prefix := params.get("annotations_prefix", "nginx.ingress.kubernetes.io")

annotation_names := {"auth-url", "auth-tls-match-cn", "mirror-target", "mirror-host"}

dangerous := {
	"\n": "a line break",
	"\r": "a carriage return",
	"{": "an opening brace",
	"}": "a closing brace",
	"\"": "a double quote",
	"'": "a single quote",
	";": "a semicolon",
	"#": "a hash sign",
}
