# METADATA
# title: GKE hands the node's identity to its pods
# description: >-
#   Every pod can ask the metadata server of its node for the token of the node's service account, and has all its
#   rights. With workload identity a pod gets only what its own Kubernetes service account may do.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster#workload_identity_config
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster#mode
# custom:
#   id: TF-GCP-018
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [google_container_cluster, google_container_node_pool]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M3T1]
#   references:
#     trivy: [GCP-0057]
#     checkov: [CKV_GCP_69]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Set `workload_pool` of `workload_identity_config` to `PROJECT.svc.id.goog` on the cluster. New node pools then
#     follow; set `mode` of `workload_metadata_config` to `GKE_METADATA` where it says otherwise.
package bartizan.terraform.gke_workload_identity

import data.bartizan.lib.gke
import data.bartizan.lib.google
import data.bartizan.lib.unknown

# The second was the name until version 4 of the provider.
identities := [["workload_identity_config", 0, "workload_pool"], ["workload_identity_config", 0, "identity_namespace"]]

metadata := ["node_config", 0, "workload_metadata_config", 0]

deny contains {
	"path": identities[0],
	"message": sprintf("cluster %q has no workload identity", [google.label(input)]),
} if {
	unidentified
	count(questions) == 0
}

deny contains {
	"path": path,
	"message": sprintf("nodes show their own metadata to pods (%s is %s)", [name, value]),
	"fix": google.write(path, protected[0]),
} if {
	some pool in gke.pools(input)
	some name, protected in modes
	path := array.concat(array.concat(pool.path, metadata), [name])
	value := google.value(input, path, "UNSPECIFIED")
	not value in protected
}

undetermined contains {"path": path, "reason": reason} if {
	unidentified
	some path, reason in questions
}

undetermined contains {"path": path, "reason": reason} if {
	some pool in gke.pools(input)
	some name, _ in modes
	some path, reason in unknown.at(array.concat(array.concat(pool.path, metadata), [name]))
}

# By name of the attribute the values that keep pods from the node's identity: the first does, and without a word the
# cluster decides. `node_metadata` was the name until version 4 of the provider.
modes := {
	"mode": ["GKE_METADATA", "MODE_UNSPECIFIED", "UNSPECIFIED"],
	"node_metadata": ["GKE_METADATA_SERVER", "UNSPECIFIED"],
}

unidentified if {
	input.kind == gke.cluster
	not gke.autopilot(input)
	count([path | some path in identities; not google.value(input, path, "") in {"", null}]) == 0
}

questions := google.unknowns(input, array.concat(identities, [gke.mode]))
