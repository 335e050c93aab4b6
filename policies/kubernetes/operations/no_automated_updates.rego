# METADATA
# title: Nothing updates images and nodes by itself
# description: >-
#   Patches that wait for a person wait for weeks, and most break-ins use holes that were closed long before.
#   Something that proposes or installs updates keeps the gap short.
# related_resources:
#   - ref: https://fluxcd.io/flux/components/image/imageupdateautomations/
#   - ref: https://argocd-image-updater.readthedocs.io/en/stable/
#   - ref: https://docs.renovatebot.com/
#   - ref: https://kured.dev/docs/
#   - ref: https://cloud.google.com/kubernetes-engine/docs/concepts/node-auto-upgrades
# custom:
#   id: OPS-038
#   severity: low
#   confidence: low
#   platform: kubernetes
#   kinds:
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
#     - image.toolkit.fluxcd.io/ImageUpdateAutomation
#     - argocd-image-updater.argoproj.io/ImageUpdater
#     - upgrade.cattle.io/Plan
#     - google_container_cluster
#     - google_container_node_pool
#     - azurerm_kubernetes_cluster
#     - aws_eks_cluster
#   scope: fleet
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O1, D6]
#   references: {nist-800-53: [SI-2]}
#   remediation: >-
#     Let Renovate, Flux or the Argo CD Image Updater propose newer images, and let nodes be upgraded by the cloud,
#     the system upgrade controller or kured. Excuse this policy where a service outside of the cluster does it.
#   parameters:
#     software:
#       type: array
#       default:
#          [renovate, renovate-operator, mend-renovate-ce, argocd-image-updater, image-automation-controller, keel,
#          kured, system-upgrade-controller, tuppr, diun, watchtower, dependabot]
#       description: Names, in lower case, of images, charts, operators or workloads that count.
package bartizan.kubernetes.no_automated_updates

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.tf

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := "nothing updates images and nodes by itself"

doubts := installed.doubts_of({
	"google_container_cluster": [["release_channel"]],
	"google_container_node_pool": [["management"]],
	"azurerm_kubernetes_cluster": [["node_os_upgrade_channel"]],
	"aws_eks_cluster": [["compute_config"]],
})

missing if {
	installed.something
	not found
}

found if installed.any(params.get("software", software))

found if count(installed.of({"ImageUpdateAutomation", "ImageUpdater", "Plan"})) > 0

found if {
	some application in installed.of({"Application", "ApplicationSet"})
	some path in [["metadata", "annotations"], ["spec", "template", "metadata", "annotations"]]
	kubernetes.map(application.values, path)["argocd-image-updater.argoproj.io/image-list"]
}

found if {
	some subject in installed.of(installed.workload_kinds)
	kubernetes.map(subject.values, ["metadata", "annotations"])["keel.sh/policy"]
}

# Nodes of GKE are upgraded by themselves in a release channel, and unless their pool says otherwise.
found if {
	some cluster in installed.of({"google_container_cluster"})
	installed.known(cluster, ["release_channel"])
	not object.get(cluster.values, ["release_channel", 0, "channel"], "REGULAR") in {"UNSPECIFIED", ""}
}

found if {
	some pool in installed.of({"google_container_node_pool"})
	installed.known(pool, ["management"])
	not tf.is_false(object.get(pool.values, ["management", 0, "auto_upgrade"], true))
}

found if {
	some cluster in installed.of({"azurerm_kubernetes_cluster"})
	some attribute in ["automatic_upgrade_channel", "automatic_channel_upgrade"]
	not object.get(cluster.values, attribute, "none") in {"none", ""}
}

# An absent channel of the nodes' system is NodeImage.
found if {
	some cluster in installed.of({"azurerm_kubernetes_cluster"})
	installed.known(cluster, ["node_os_upgrade_channel"])
	installed.known(cluster, ["node_os_channel_upgrade"])
	channel := object.get(cluster.values, "node_os_channel_upgrade", "NodeImage")
	not object.get(cluster.values, "node_os_upgrade_channel", channel) in {"None", "Unmanaged"}
}

# Auto mode of EKS replaces nodes after two weeks at most.
found if {
	some cluster in installed.of({"aws_eks_cluster"})
	tf.is_true(object.get(cluster.values, ["compute_config", 0, "enabled"], false))
}

software := [
	"renovate", "renovate-operator", "mend-renovate-ce", "argocd-image-updater", "image-automation-controller",
	"keel", "kured", "system-upgrade-controller", "tuppr", "diun", "watchtower", "dependabot",
]
