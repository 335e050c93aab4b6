# METADATA
# title: GKE does not enforce network policies
# description: >-
#   The cluster accepts NetworkPolicy objects and ignores them: every pod reaches every other, whatever the namespaces
#   say. One broken service then talks to all databases.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy
#   - ref: https://cloud.google.com/kubernetes-engine/docs/concepts/dataplane-v2
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster#datapath_provider
# custom:
#   id: TF-GCP-017
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [google_container_cluster]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, P5]
#   references:
#     trivy: [GCP-0056]
#     checkov: [CKV_GCP_12]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `datapath_provider` to `ADVANCED_DATAPATH` (this makes a new cluster), or `enabled` of `network_policy` to
#     true together with the add-on `network_policy_config`.
package bartizan.terraform.gke_network_policy

import data.bartizan.lib.gke
import data.bartizan.lib.google
import data.bartizan.lib.tf

calico := ["network_policy", 0, "enabled"]

datapath := ["datapath_provider"]

deny contains {
	"path": datapath,
	"message": sprintf("cluster %q does not enforce network policies", [google.label(input)]),
	"fix": google.write(datapath, "ADVANCED_DATAPATH"),
} if {
	not enforced
	count(questions) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	not enforced
	some path, reason in questions
}

questions := google.unknowns(input, [calico, datapath, gke.mode])

# Autopilot comes with Dataplane V2.
enforced if gke.autopilot(input)

enforced if tf.is_true(google.value(input, calico, false))

enforced if google.choice(input, datapath, "") == "ADVANCED_DATAPATH"
