# METADATA
# title: No GitOps controller keeps the cluster as the repository says
# description: >-
#   A cluster that is changed by hand, or by whoever runs a pipeline, is known to nobody: changes have no review,
#   drift stays, and it cannot be rebuilt after an incident.
# related_resources:
#   - ref: https://opengitops.dev/
#   - ref: https://argo-cd.readthedocs.io/en/stable/
#   - ref: https://fluxcd.io/flux/concepts/
# custom:
#   id: OPS-020
#   severity: medium
#   confidence: high
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
#     - argoproj.io/AppProject
#     - argoproj.io/ArgoCD
#     - kustomize.toolkit.fluxcd.io/Kustomization
#     - source.toolkit.fluxcd.io/GitRepository
#     - fluxcd.controlplane.io/FluxInstance
#     - fleet.cattle.io/GitRepo
#     - configsync.gke.io/RootSync
#     - kappctrl.k14s.io/App
#     - flux_bootstrap_git
#     - azurerm_kubernetes_flux_configuration
#     - azurerm_arc_kubernetes_flux_configuration
#   scope: fleet
#   level: 4
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M4T2, M2O3]
#   references: {nist-800-53: [CM-2, CM-3]}
#   remediation: >-
#     Let Argo CD or Flux apply what stands in a reviewed repository, and give people no write access to the cluster.
#   parameters:
#     software:
#       type: array
#       default:
#          [argo-cd, argocd, argocd-application-controller, flux, flux2, flux-operator, kustomize-controller,
#          source-controller, fleet, kapp-controller, openshift-gitops-operator, config-sync, akuity-agent]
#       description: Names, in lower case, of images, charts, operators or workloads that count.
package bartizan.kubernetes.no_gitops

import data.bartizan.lib.installed
import data.bartizan.lib.params

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := "no GitOps controller keeps the cluster as the repository says"

doubts := installed.doubts_of({})

missing if {
	installed.something
	not found
}

found if installed.any(params.get("software", software))

found if count(installed.of({
	"Application", "ApplicationSet", "AppProject", "ArgoCD",
	"Kustomization", "HelmRelease", "GitRepository", "OCIRepository", "FluxInstance",
	"GitRepo", "RootSync", "App",
	"flux_bootstrap_git", "azurerm_kubernetes_flux_configuration", "azurerm_arc_kubernetes_flux_configuration",
})) > 0

software := [
	"argo-cd", "argocd", "argocd-application-controller", "flux", "flux2", "flux-operator",
	"kustomize-controller", "source-controller", "fleet", "kapp-controller", "openshift-gitops-operator",
	"config-sync", "akuity-agent",
]
