# METADATA
# title: Certificate has a weak key, keeps it or lives too long
# description: >-
#   A short key can be computed, and a key that is kept at renewal stays stolen for ever. The longer a certificate
#   lives, the longer a copy of its key serves an attacker.
# related_resources:
#   - ref: https://cert-manager.io/docs/usage/certificate/
#   - ref: https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificatePrivateKey
#   - ref: https://cert-manager.io/docs/releases/release-notes/release-notes-1.18/
#     description: where absent, keys are rotated from 1.18 on
# custom:
#   id: OPS-028
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [cert-manager.io/Certificate]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T2, P7, D3]
#   references: {nist-800-53: [SC-12, SC-17]}
#   remediation: >-
#     Use RSA keys of 2048 bits or more or ECDSA of 256, `privateKey.rotationPolicy: Always`, and a `duration` of
#     2160h (90 days) or less.
#   parameters:
#     max_hours:
#       type: number
#       default: 2160
#       description: Longest life, in hours, of a certificate that is not of an authority.
package bartizan.kubernetes.certificate_policy_weak

import data.bartizan.lib.duration
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

algorithm := object.get(input.values, ["spec", "privateKey", "algorithm"], "RSA")

# Where absent: 2048 for RSA, 256 for ECDSA; Ed25519 has one size.
smallest := {"RSA": 2048, "ECDSA": 256}

size_path := ["spec", "privateKey", "size"]

rotation_path := ["spec", "privateKey", "rotationPolicy"]

duration_path := ["spec", "duration"]

deny contains {
	"message": sprintf("%s has an %s key of %v bits", [kubernetes.title, algorithm, size]),
	"path": size_path,
	"fix": [{"op": "set", "path": size_path, "value": smallest[algorithm], "safety": "unsafe"}],
} if {
	count(unknown_entries) == 0
	size := object.get(input.values, size_path, null)
	is_number(size)
	size > 0
	size < smallest[algorithm]
}

# Where absent, cert-manager keeps the key up to 1.17, which is no longer supported, and rotates it from 1.18 on.
deny contains {
	"message": sprintf("%s keeps its private key at every renewal", [kubernetes.title]),
	"path": rotation_path,
	"fix": [{"op": "set", "path": rotation_path, "value": "Always", "safety": "unsafe"}],
} if {
	count(unknown_entries) == 0
	object.get(input.values, rotation_path, "Always") == "Never"
}

deny contains {
	"message": sprintf("%s lives %v hours", [kubernetes.title, hours]),
	"path": duration_path,
	"fix": [{"op": "set", "path": duration_path, "value": sprintf("%vh", [max_hours]), "safety": "unsafe"}],
} if {
	count(unknown_entries) == 0
	object.get(input.values, ["spec", "isCA"], false) != true
	hours := duration.hours(object.get(input.values, duration_path, "2160h"))
	hours > max_hours
}

max_hours := params.get("max_hours", 2160)

undetermined contains entry if some entry in unknown_entries

unknown_entries := union({entries |
	some field in ["privateKey", "duration", "isCA"]
	entries := kubernetes.unknown_around(["spec", field])
})
