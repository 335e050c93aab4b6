# METADATA
# title: Nothing verifies the signatures of images
# description: >-
#   A registry that is broken into, or a tag that is moved, brings foreign code into the cluster. Where the signature
#   is checked at admission, only images that the own pipeline has signed run.
# related_resources:
#   - ref: https://kyverno.io/docs/policy-types/cluster-policy/verify-images/
#   - ref: https://docs.sigstore.dev/policy-controller/overview/
#   - ref: https://ratify.dev/docs/what-is-ratify
# custom:
#   id: OPS-004
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
#     - kyverno.io/ClusterPolicy
#     - kyverno.io/Policy
#     - policies.kyverno.io/ImageValidatingPolicy
#     - policies.kyverno.io/NamespacedImageValidatingPolicy
#     - policy.sigstore.dev/ClusterImagePolicy
#     - config.ratify.deislabs.io/Verifier
#     - config.ratify.deislabs.io/NamespacedVerifier
#     - config.ratify.dev/Executor
#     - portieris.cloud.ibm.com/ClusterImagePolicy
#     - portieris.cloud.ibm.com/ImagePolicy
#     - config.openshift.io/ClusterImagePolicy
#     - config.openshift.io/ImagePolicy
#     - policies.kubewarden.io/ClusterAdmissionPolicy
#     - google_binary_authorization_policy
#   scope: fleet
#   level: 3
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3T3, M3O1, M4T1]
#   references: {cis: [k8s-1.23/5.5.1], nist-800-53: [SI-7], owasp: ["K02:2022"]}
#   remediation: >-
#     Sign images in the pipeline, and add a Kyverno rule with `verifyImages`, a `ClusterImagePolicy` of Sigstore, or
#     a verifier of Ratify.
#   parameters:
#     software:
#       type: array
#       default:
#          [connaisseur, ratify, portieris, cosigned]
#       description: Names, in lower case, of images, charts, operators or workloads that count.
package bartizan.kubernetes.no_image_verification

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := "nothing verifies the signatures of images at admission"

doubts := installed.doubts_of({
	"ClusterPolicy": [["spec", "rules"]],
	"ClusterAdmissionPolicy": [["spec", "module"]],
	"google_binary_authorization_policy": [["default_admission_rule"], ["cluster_admission_rules"]],
})

missing if {
	installed.something
	not found
}

found if installed.any(params.get("software", software))

found if count(installed.of({
	"ImageValidatingPolicy", "NamespacedImageValidatingPolicy", "ClusterImagePolicy", "ImagePolicy",
	"Verifier", "NamespacedVerifier", "Executor",
})) > 0

found if {
	some policy in installed.of({"ClusterPolicy", "Policy"})
	some rule in kubernetes.list(policy.values, ["spec", "rules"])
	count(kubernetes.list(rule, ["verifyImages"])) > 0
}

found if {
	some policy in installed.of({"ClusterAdmissionPolicy"})
	contains(object.get(policy.values, ["spec", "module"], ""), "verify-image-signatures")
}

found if {
	some policy in installed.of({"google_binary_authorization_policy"})
	some field in ["default_admission_rule", "cluster_admission_rules"]
	some rule in kubernetes.list(policy.values, [field])
	object.get(rule, "evaluation_mode", "") == "REQUIRE_ATTESTATION"
}

software := ["connaisseur", "ratify", "portieris", "cosigned"]
