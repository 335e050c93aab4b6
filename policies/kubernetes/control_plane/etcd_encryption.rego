# METADATA
# title: Secrets are stored in etcd unencrypted
# description: >-
#   Without an encryption configuration whoever gets a disk or a backup of etcd reads every password and key of the
#   cluster. Encoding in base64 protects nothing.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/
#   - ref: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
# custom:
#   id: K8S-062
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, apps/DaemonSet, kubeadm.k8s.io/ClusterConfiguration, apiserver.config.k8s.io/EncryptionConfiguration]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T2, B1]
#   references: {checkov: [CKV_K8S_104], trivy: [KCV-0030], cis: [k8s-1.23/1.2.30], nist-800-53: [SC-28]}
#   remediation: >-
#     Name a file in `--encryption-provider-config` whose first provider for `secrets` is `kms`, `secretbox` or
#     `aesgcm`; keep `identity` last, to read what was written before.
package bartizan.kubernetes.etcd_encryption

import data.bartizan.lib.command_line
import data.bartizan.lib.kubernetes

deny contains {
	"message": "the API server stores secrets unencrypted: --encryption-provider-config is not set",
	"path": run.place,
} if {
	count(command_line.unknown_words("kube-apiserver")) == 0
	some run in command_line.runs("kube-apiserver")
	count([name | some name in flags; object.get(run.flags, [name, "value"], "") != ""]) == 0
}

deny contains {
	"message": sprintf("the first provider for %q is identity, which encrypts nothing", [first.resource]),
	"path": array.concat(first.path, ["providers", 0, "identity"]),
} if {
	configuration
	count(open_questions) == 0
	provider := object.get(first.values, ["providers", 0], {})
	"identity" in object.keys(provider)
}

deny contains {"message": "no entry encrypts secrets", "path": ["resources"]} if {
	configuration
	count(open_questions) == 0
	count(covering) == 0
}

undetermined contains entry if {
	not configuration
	some entry in command_line.unknown_words("kube-apiserver")
}

undetermined contains {"path": path, "reason": "a script starts the API server"} if {
	some path in command_line.scripts("kube-apiserver")
}

undetermined contains entry if {
	configuration
	some entry in open_questions
}

configuration if input.kind == "EncryptionConfiguration"

# The flag and its name until Kubernetes 1.12.
flags := ["encryption-provider-config", "experimental-encryption-provider-config"]

# Keys are nobody's business here.
open_questions := {entry |
	some field in ["resources", "providers"]
	some entry in kubernetes.unknown_in(["resources"], [field])
	count(entry.path) < 5
}

# Entries whose resources hold secrets, by their place; the first one counts.
covering[i] := {"path": ["resources", i], "values": entry, "resource": min(named)} if {
	some i, entry in kubernetes.list(input.values, ["resources"])
	named := {resource | some resource in kubernetes.list(entry, ["resources"]); resource in {"secrets", "*.", "*.*"}}
	count(named) > 0
}

first := covering[min(object.keys(covering))]
