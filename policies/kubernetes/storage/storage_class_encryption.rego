# METADATA
# title: Storage class makes unencrypted volumes
# description: >-
#   Every volume of the class, the databases' included, rests in clear on the provider's disks and in snapshots. For
#   confidential data a key of one's own also decides who can read the disk at all.
# related_resources:
#   - ref: https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/using-cmek
#   - ref: https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys
# custom:
#   id: K8S-064
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [storage.k8s.io/StorageClass]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references: {nist-800-53: [SC-28]}
#   remediation: >-
#     Set `parameters.encrypted` to "true" on AWS; for confidential data name a key: `kmsKeyId` on AWS,
#     `disk-encryption-kms-key` on Google Cloud, `diskEncryptionSetID` on Azure.
#   parameters:
#     classification_labels:
#       type: array
#       default: [data-classification, classification]
#       description: Labels or annotations of the class that say how sensitive its data is.
#     confidential_levels:
#       type: array
#       default: [confidential, restricted, secret]
#       description: Values of these labels that ask for a key of one's own.
package bartizan.kubernetes.storage_class_encryption

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s makes unencrypted volumes: parameters.%s is %q", [kubernetes.title, found.name, found.value]),
	"path": ["parameters", found.name],
	"fix": [{"op": "set", "path": ["parameters", found.name], "value": "true", "safety": "unsafe"}],
} if {
	provisioner in ebs
	some found in given("encrypted")
	lower(found.value) != "true"
}

deny contains {
	"message": sprintf("%s is for confidential data but names no key: parameters.%s is not set", [kubernetes.title, key]),
	"path": ["parameters", key],
} if {
	confidential
	not unknown.within(["parameters"])
	key := key_parameters[provisioner]
	count([found | some found in given(key); found.value != ""]) == 0
}

undetermined contains {"path": ["parameters", "encrypted"], "reason": "the default of the AWS account decides whether volumes are encrypted"} if {
	provisioner in ebs
	not unknown.within(["parameters"])
	count(given("encrypted")) == 0
}

undetermined contains entry if {
	provisioner in ebs
	some entry in kubernetes.unknown_around(["parameters"])
	array.slice(entry.path, 1, 2) in [[], ["encrypted"]]
}

undetermined contains entry if {
	confidential
	some entry in kubernetes.unknown_around(["parameters"])
	key := key_parameters[provisioner]
	array.slice(entry.path, 1, 2) in [[], [key]]
}

undetermined contains entry if some entry in kubernetes.unknown_around(["provisioner"])

provisioner := object.get(input.values, "provisioner", "")

# The driver and what Kubernetes held itself before.
ebs := {"ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"}

# Where each provisioner takes the key; disks of Google and Azure are encrypted in any case, by keys of theirs.
key_parameters := {
	"ebs.csi.aws.com": "kmsKeyId",
	"ebs.csi.eks.amazonaws.com": "kmsKeyId",
	"kubernetes.io/aws-ebs": "kmsKeyId",
	"pd.csi.storage.gke.io": "disk-encryption-kms-key",
	"disk.csi.azure.com": "diskEncryptionSetID",
	"kubernetes.io/azure-disk": "diskEncryptionSetID",
}

# Drivers take the names of parameters in any case.
given(name) := [{"name": key, "value": value} |
	some key, value in kubernetes.map(input.values, ["parameters"])
	lower(key) == lower(name)
	is_string(value)
]

confidential if {
	some field in ["labels", "annotations"]
	some key, level in kubernetes.map(input.values, ["metadata", field])
	parts := split(key, "/")
	parts[count(parts) - 1] in params.get("classification_labels", ["data-classification", "classification"])
	lower(level) in params.get("confidential_levels", ["confidential", "restricted", "secret"])
}
