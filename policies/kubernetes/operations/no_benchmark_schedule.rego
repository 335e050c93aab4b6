# METADATA
# title: The cluster is not measured against a benchmark on schedule
# description: >-
#   Nodes and control planes that were hardened once drift with every upgrade and every quick repair. A benchmark
#   that runs by itself shows it, and is what an auditor asks for.
# related_resources:
#   - ref: https://aquasecurity.github.io/trivy-operator/latest/tutorials/writing-custom-configuration-audit-policies/
#   - ref: https://github.com/aquasecurity/kube-bench/blob/main/docs/running.md
#   - ref: https://docs.openshift.com/container-platform/latest/security/compliance_operator/co-scans/compliance-operator-scans.html
# custom:
#   id: OPS-008
#   severity: medium
#   confidence: medium
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
#     - aquasecurity.github.io/ClusterComplianceReport
#     - compliance.openshift.io/ScanSettingBinding
#     - cis.cattle.io/ClusterScan
#   scope: fleet
#   level: 4
#   pillar: operations
#   layer: Compliance & Risk
#   owner: Security & Legal Team
#   supporting: [All Engineering Functions]
#   controls: [M4O2, M2T5]
#   references: {nist-800-53: [CM-6, RA-5]}
#   remediation: >-
#     Add a `ClusterComplianceReport` of the Trivy operator with a `cron`, a CronJob that runs kube-bench, Lynis or
#     OpenSCAP, or a `ScanSettingBinding` of the Compliance Operator.
#   parameters:
#     software:
#       type: array
#       default:
#          [trivy-operator, kubescape, kubescape-operator, rancher-cis-benchmark, cis-operator, mondoo-operator,
#          stackrox, rhacs-operator, sysdig, sysdig-deploy]
#       description: Names, in lower case, of images, charts, operators or workloads that measure by themselves.
#     tools:
#       type: array
#       default:
#          [kube-bench, lynis, oscap, openscap, cis-cat, hardeneks, inspec]
#       description: Names, in lower case, of what a CronJob or DaemonSet may run to measure.
package bartizan.kubernetes.no_benchmark_schedule

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

message := "nothing measures the cluster against a benchmark on schedule"

doubts := installed.doubts_of({
	"ClusterComplianceReport": [["spec", "cron"]],
	"ClusterScan": [["spec", "scheduledScanConfig"]],
})

missing if {
	installed.something
	not found
}

found if installed.any(params.get("software", software))

found if {
	some report in installed.of({"ClusterComplianceReport"})
	object.get(report.values, ["spec", "cron"], "") != ""
}

found if count(installed.of({"ScanSettingBinding"})) > 0

found if {
	some scan in installed.of({"ClusterScan"})
	object.get(scan.values, ["spec", "scheduledScanConfig", "cronSchedule"], "") != ""
}

found if {
	some job in installed.of({"CronJob", "DaemonSet"})
	object.get(job.values, ["spec", "suspend"], false) != true
	commands := installed.commands_of(job)
	some tool in params.get("tools", tools)
	contains(commands, tool)
}

software := [
	"trivy-operator", "kubescape", "kubescape-operator", "rancher-cis-benchmark", "cis-operator",
	"mondoo-operator", "stackrox", "rhacs-operator", "sysdig", "sysdig-deploy",
]

tools := ["kube-bench", "lynis", "oscap", "openscap", "cis-cat", "hardeneks", "inspec"]
