# METADATA
# title: Secrets are handed out by manifests alone
# description: >-
#   Whoever may read the repository or the deployment holds every password of the platform, and none is ever rotated.
#   A secret store hands each application its own, on time and on record.
# related_resources:
#   - ref: https://external-secrets.io/latest/
#   - ref: https://secrets-store-csi-driver.sigs.k8s.io/
#   - ref: https://developer.hashicorp.com/vault/docs/platform/k8s
#   - ref: https://github.com/bitnami-labs/sealed-secrets
# custom:
#   id: OPS-030
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - Secret
#     - external-secrets.io/ExternalSecret
#     - external-secrets.io/ClusterExternalSecret
#     - secrets-store.csi.x-k8s.io/SecretProviderClass
#     - secrets.hashicorp.com/VaultStaticSecret
#     - secrets.hashicorp.com/VaultDynamicSecret
#     - secrets.hashicorp.com/VaultPKISecret
#     - bitnami.com/SealedSecret
#     - isindir.github.com/SopsSecret
#     - onepassword.com/OnePasswordItem
#     - secrets.infisical.com/InfisicalSecret
#     - secrets.doppler.com/DopplerSecret
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - batch/CronJob
#     - argoproj.io/Application
#     - argoproj.io/ApplicationSet
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - source.toolkit.fluxcd.io/OCIRepository
#     - helm.cattle.io/HelmChart
#     - operators.coreos.com/Subscription
#     - helm_release
#     - aws_eks_addon
#   scope: fleet
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, P3, B4]
#   references: {cis: [k8s-1.23/5.4.2], nist-800-53: [SC-12], owasp: ["K08:2022"]}
#   remediation: >-
#     Keep secrets in Vault or the secret manager of the cloud and bring them in by External Secrets, the Vault
#     operator or injector, or the secrets store driver.
#   parameters:
#     software:
#       type: array
#       default:
#          [external-secrets, secrets-store-csi-driver, vault-secrets-operator, vault-k8s, vault-agent-injector,
#          sealed-secrets, sealed-secrets-controller, bank-vaults, vault-operator, infisical-operator,
#          sops-secrets-operator, akv2k8s]
#       description: Names, in lower case, of images, charts, operators or workloads that count.
#     kinds:
#       type: array
#       default:
#          [ExternalSecret, ClusterExternalSecret, SecretProviderClass, VaultStaticSecret, VaultDynamicSecret,
#          VaultPKISecret, SealedSecret, SopsSecret, OnePasswordItem, InfisicalSecret, DopplerSecret]
#       description: Kinds of objects that bring secrets from elsewhere.
package bartizan.kubernetes.no_secrets_operator

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.workload

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := sprintf("secrets come from manifests alone, such as %s", [min(secrets)])

missing if {
	count(secrets) > 0
	not found
}

# Secrets with data of their own: not those that a controller fills, nor the keys of service accounts.
secrets contains secret.address if {
	some secret in installed.of({"Secret"})
	object.get(secret.values, "type", "Opaque") != "kubernetes.io/service-account-token"
	some field in ["data", "stringData"]
	count(kubernetes.map(secret.values, [field])) > 0
}

found if installed.any(params.get("software", software))

found if {
	some resource in input.resources
	resource.kind in params.get("kinds", kinds)
}

found if {
	some resource in input.resources
	resource.kind in installed.workload_kinds
	object.get(resource.values, injected(resource), "") in {"true", true}
}

doubts := installed.doubts | {"not all annotations of pods are known" |
	installed.complete
	some resource in input.resources
	resource.kind in installed.workload_kinds
	not installed.known(resource, injected(resource))
}

injected(resource) := array.concat(workload.template_path_of(resource.kind), ["metadata", "annotations", "vault.hashicorp.com/agent-inject"])

software := [
	"external-secrets", "secrets-store-csi-driver", "vault-secrets-operator", "vault-k8s", "vault-agent-injector",
	"sealed-secrets", "sealed-secrets-controller", "bank-vaults", "vault-operator", "infisical-operator",
	"sops-secrets-operator", "akv2k8s",
]

kinds := [
	"ExternalSecret", "ClusterExternalSecret", "SecretProviderClass", "VaultStaticSecret", "VaultDynamicSecret",
	"VaultPKISecret", "SealedSecret", "SopsSecret", "OnePasswordItem", "InfisicalSecret", "DopplerSecret",
]
