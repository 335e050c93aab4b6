# METADATA
# title: Secret manifest carries readable values
# description: >-
#   The values of a Secret are base64, which anyone decodes: whoever may read the repository, the rendered chart or
#   its history has them. Sealed, SOPS-encrypted or external secrets keep only a reference in the code. Names of users,
#   addresses without a login and files of settings without a credential do not count.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/
# custom:
#   id: SEC-007
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [Secret]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, M2T1, D1]
#   references: {cis: [k8s-1.23/5.4.2], nist-800-53: [IA-5, SC-12]}
#   remediation: >-
#     Keep an ExternalSecret, a SealedSecret or a SOPS-encrypted file in the repository; change the values that were
#     in it.
package bartizan.kubernetes.readable_secret

import data.bartizan.lib.kubernetes
import data.bartizan.lib.plain_setting

deny contains {
	"message": sprintf("%s carries readable values: %s", [kubernetes.title, concat(", ", sort(keys))]),
	"path": [field],
} if {
	judged
	count(kubernetes.unknown_around(["type"])) == 0
	some field in ["data", "stringData"]
	keys := readable_keys(field)
	count(keys) > 0
}

undetermined contains entry if {
	judged
	some field in ["data", "stringData", "type"]
	some entry in kubernetes.unknown_around([field])
}

judged if {
	not object.get(input.values, "type", "Opaque") in {"kubernetes.io/service-account-token", "helm.sh/release.v1"}
	object.get(input.values, "sops", null) == null
	not managed
}

# Something in the cluster makes and renews the values.
managed if count(kubernetes.list(input.values, ["metadata", "ownerReferences"])) > 0

managed if {
	labels := kubernetes.map(input.values, ["metadata", "labels"])
	some name, _ in object.union(labels, kubernetes.annotations)
	some prefix in [
		"reconcile.external-secrets.io/",
		"sealedsecrets.bitnami.com/managed",
		"secretgenerator.mittwald.de/",
		"replicator.v1.mittwald.de/replicate-from",
		"controller.cert-manager.io/",
	]
	startswith(name, prefix)
}

readable_keys(field) := {key |
	some key, value in kubernetes.map(input.values, [field])
	is_string(value)
	readable(key, value)
	not plain_setting.certain(key, plain(field, value))
}

# Certificates are public; a placeholder or an encrypted value gives nothing away.
readable(key, value) if {
	trim_space(value) != ""
	not endswith(key, ".crt")
	not encrypted(value)
	not comes_from_another_resource(key)
}

encrypted(value) if {
	some prefix in ["ENC[", "<path:", "vault:", "ref+", "${", "$("]
	startswith(value, prefix)
}

# In Terraform the value of another resource is no literal of the source.
comes_from_another_resource(key) if {
	some reference in object.get(input, "references", [])
	count(reference.path) > 1
	reference.path[1] == key
}

plain("stringData", value) := value

plain("data", value) := base64.decode(value) if base64.is_valid(value)

# Not base64: Kubernetes refuses it, and somebody may have forgotten to encode it.
plain("data", value) := value if not base64.is_valid(value)
