# METADATA
# title: GKE runs images that nobody has attested
# description: >-
#   Whoever may create a pod decides which image runs, from any registry and by any hand. Binary Authorization lets in
#   only images that your pipeline has signed.
# related_resources:
#   - ref: https://cloud.google.com/binary-authorization/docs/overview
#   - ref: https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters#BinaryAuthorization
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/binary_authorization_policy
# custom:
#   id: TF-GCP-021
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [google_container_cluster, google_binary_authorization_policy]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3O1, M4T1, D6]
#   references:
#     checkov: [CKV_GCP_66]
#     nist-800-53: [SI-7]
#   remediation: >-
#     Set `evaluation_mode` of `binary_authorization` on the cluster to `PROJECT_SINGLETON_POLICY_ENFORCE`, and in the
#     `google_binary_authorization_policy` `evaluation_mode` to `REQUIRE_ATTESTATION` and `enforcement_mode` to
#     `ENFORCED_BLOCK_AND_AUDIT_LOG`.
package bartizan.terraform.gke_binary_authorization

import data.bartizan.lib.gke
import data.bartizan.lib.google
import data.bartizan.lib.tf

evaluation := ["binary_authorization", 0, "evaluation_mode"]

# Old switches.
switches := [["binary_authorization", 0, "enabled"], ["enable_binary_authorization"]]

deny contains {
	"path": evaluation,
	"message": sprintf("cluster %q does not enforce Binary Authorization", [google.label(input)]),
} if {
	input.kind == gke.cluster
	not enforced
	count(questions) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == gke.cluster
	not enforced
	some path, reason in questions
}

deny contains {
	"path": array.concat(rule, ["evaluation_mode"]),
	"message": "policy of Binary Authorization admits every image",
} if {
	some rule in rules
	mode(rule, "evaluation_mode") == "ALWAYS_ALLOW"
}

deny contains {
	"path": array.concat(rule, ["enforcement_mode"]),
	"message": "policy of Binary Authorization only records what it would refuse",
} if {
	some rule in rules
	mode(rule, "evaluation_mode") != "ALWAYS_ALLOW"
	mode(rule, "enforcement_mode") == "DRYRUN_AUDIT_LOG_ONLY"
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "google_binary_authorization_policy"
	some path, reason in google.unknowns(input, [array.concat(rule, [name]) |
		some rule in array.concat([["default_admission_rule", 0], ["cluster_admission_rules"]], [rule | some rule in rules])
		some name in ["evaluation_mode", "enforcement_mode"]
	])
}

questions := google.unknowns(input, array.concat([evaluation], switches))

# POLICY_BINDINGS alone watches, but refuses nothing.
enforced if endswith(google.choice(input, evaluation, ""), "PROJECT_SINGLETON_POLICY_ENFORCE")

enforced if {
	some path in switches
	tf.is_true(google.value(input, path, false))
}

rules contains [name, index] if {
	input.kind == "google_binary_authorization_policy"
	some name in ["default_admission_rule", "cluster_admission_rules"]
	some index, _ in object.get(input.values, name, [])
}

mode(rule, name) := google.choice(input, array.concat(rule, [name]), "")
