# METADATA
# title: Nothing detects intrusions at run time
# description: >-
#   Checks before deployment say nothing of what a process does afterwards. A detector on every node sees the shell
#   in the web server, the read of the token and the call to a stranger, while there is time to act.
# related_resources:
#   - ref: https://falco.org/docs/
#   - ref: https://tetragon.io/docs/
#   - ref: https://docs.kubearmor.io/kubearmor
#   - ref: https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring.html
#   - ref: https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction
# custom:
#   id: OPS-005
#   severity: high
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
#     - cilium.io/TracingPolicy
#     - cilium.io/TracingPolicyNamespaced
#     - security.kubearmor.com/KubeArmorPolicy
#     - security.kubearmor.com/KubeArmorClusterPolicy
#     - security.kubearmor.com/KubeArmorHostPolicy
#     - aws_guardduty_detector_feature
#     - aws_guardduty_organization_configuration_feature
#     - azurerm_security_center_subscription_pricing
#     - azurerm_kubernetes_cluster
#   scope: fleet
#   level: 4
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M4O1, D4]
#   references: {nist-800-53: [SI-4]}
#   remediation: >-
#     Run Falco, Tetragon, KubeArmor or Sysdig on every node, or switch on the runtime protection of the cloud
#     (GuardDuty `RUNTIME_MONITORING`, Defender for Containers).
#   parameters:
#     software:
#       type: array
#       default:
#          [falco, falco-no-driver, falco-operator, tetragon, kubearmor, kubearmor-operator, sysdig, sysdig-agent,
#          sysdig-deploy, tracee, neuvector, falcon-sensor, falcon-operator, falcon-node-sensor, stackrox,
#          stackrox-secured-cluster-services, rhacs-operator, twistlock, aqua-enforcer, lacework-agent,
#          deepfence-agent, kubescape-operator, aws-guardduty-agent]
#       description: Names, in lower case, of images, charts, operators or workloads that count.
package bartizan.kubernetes.no_runtime_detection

import data.bartizan.lib.cloud_guard
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

message := "nothing detects intrusions at run time"

doubts := installed.doubts_of({
	"aws_guardduty_detector_feature": [["name"], ["status"]],
	"azurerm_security_center_subscription_pricing": [["resource_type"], ["tier"]],
	"azurerm_kubernetes_cluster": [["microsoft_defender"]],
})

missing if {
	installed.something
	not found
}

found if installed.any(params.get("software", software))

found if count(installed.of({
	"TracingPolicy", "TracingPolicyNamespaced",
	"KubeArmorPolicy", "KubeArmorClusterPolicy", "KubeArmorHostPolicy",
})) > 0

found if cloud_guard.guardduty({"RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING"})

found if cloud_guard.defender

found if {
	some cluster in installed.of({"azurerm_kubernetes_cluster"})
	count(object.get(cluster.values, "microsoft_defender", [])) > 0
}

software := [
	"falco", "falco-no-driver", "falco-operator", "tetragon", "kubearmor", "kubearmor-operator", "sysdig",
	"sysdig-agent", "sysdig-deploy", "tracee", "neuvector", "falcon-sensor", "falcon-operator",
	"falcon-node-sensor", "stackrox", "stackrox-secured-cluster-services", "rhacs-operator", "twistlock",
	"aqua-enforcer", "lacework-agent", "deepfence-agent", "kubescape-operator", "aws-guardduty-agent",
]
