# METADATA
# title: GuardDuty does not watch Kubernetes
# description: >-
#   An intruder in a container, or with a stolen token of the cluster, leaves traces only in the cluster's audit log and
#   in what its processes do. With these sources switched off nobody looks at either.
# related_resources:
#   - ref: https://docs.aws.amazon.com/guardduty/latest/ug/kubernetes-protection.html
#   - ref: https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/guardduty_detector_feature
# custom:
#   id: TF-AWS-076
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds:
#     - aws_guardduty_detector
#     - aws_guardduty_detector_feature
#     - aws_guardduty_organization_configuration
#     - aws_guardduty_organization_configuration_feature
#     - aws_eks_cluster
#   scope: unit
#   level: 4
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M4O1, M4T3, D4]
#   references:
#     nist-800-53: [SI-4]
#   remediation: >-
#     Add `aws_guardduty_detector_feature` resources for `EKS_AUDIT_LOGS` and `RUNTIME_MONITORING` with the `status`
#     `ENABLED`.
package bartizan.terraform.guardduty_kubernetes

import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Features by what they watch; one of each is needed.
watchers := {
	"EKS_AUDIT_LOGS": "the audit log of EKS",
	"RUNTIME_MONITORING": "what runs in EKS",
	"EKS_RUNTIME_MONITORING": "what runs in EKS",
}

deny contains {
	"resource": feature.address,
	"path": [setting],
	"message": sprintf("GuardDuty does not watch %s: %s is %s", [subject, feature.values.name, off]),
	"fix": [{"op": "set", "path": [setting], "value": on[setting], "safety": "unsafe"}],
} if {
	some feature in features
	setting := settings[feature.kind]
	not unknown.at_in(feature, [setting])
	off := object.get(feature.values, setting, "not set")
	off in {"DISABLED", "NONE"}
	subject := watchers[feature.values.name]
	not subject in watched
}

audit_logs := ["datasources", 0, "kubernetes", 0, "audit_logs", 0, "enable"]

deny contains {
	"resource": detector.address,
	"path": audit_logs,
	"message": "GuardDuty does not watch the audit log of EKS",
	"fix": [{"op": "set", "path": audit_logs, "value": true, "safety": "unsafe"}],
} if {
	some detector in link.of(["aws_guardduty_detector"])
	not unknown.at_in(detector, audit_logs)
	tf.is_false(object.get(detector.values, audit_logs, true))
	not watchers.EKS_AUDIT_LOGS in watched
}

undetermined contains {"resource": feature.address, "path": path, "reason": reason} if {
	some feature in features
	some needed in ["name", settings[feature.kind]]
	some path, reason in unknown.at_in(feature, [needed])
}

undetermined contains {"resource": detector.address, "path": path, "reason": reason} if {
	some detector in link.of(["aws_guardduty_detector"])
	some path, reason in unknown.at_in(detector, audit_logs)
}

# Where nothing is said of a feature, the account may have it from the organisation or from the day it was made.
undetermined contains {
	"resource": min({cluster.address | some cluster in clusters}),
	"path": [],
	"reason": sprintf("nothing here says whether GuardDuty watches %s", [subject]),
} if {
	clusters := link.of(["aws_eks_cluster"])
	count(clusters) > 0
	count(link.of(["aws_guardduty_detector"])) > 0
	some subject in {subject | some _, subject in watchers}
	not subject in told
}

features := link.of(["aws_guardduty_detector_feature", "aws_guardduty_organization_configuration_feature"])

settings := {"aws_guardduty_detector_feature": "status", "aws_guardduty_organization_configuration_feature": "auto_enable"}

on := {"status": "ENABLED", "auto_enable": "ALL"}

watched contains subject if {
	some feature in features
	object.get(feature.values, settings[feature.kind], "") in {"ENABLED", "ALL", "NEW"}
	subject := watchers[object.get(feature.values, "name", "")]
}

# What something is said about.
told contains subject if {
	some feature in features
	subject := watchers[object.get(feature.values, "name", "")]
}

told contains watchers.EKS_AUDIT_LOGS if {
	some detector in link.of(["aws_guardduty_detector"])
	object.get(detector.values, audit_logs, null) != null
}
