# METADATA
# title: GKE logging or security posture is switched off
# description: >-
#   What happens in the cluster leaves no record outside of it, and an intruder who deletes a pod deletes the traces.
#   With the security posture off nobody is told of dangerous workloads either.
# related_resources:
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/config-logging-monitoring
#   - ref: https://cloud.google.com/kubernetes-engine/docs/concepts/about-security-posture-dashboard
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster#logging_config
# custom:
#   id: TF-GCP-022
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [google_container_cluster]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, M4O3, P6]
#   references:
#     trivy: [GCP-0060]
#     checkov: [CKV_GCP_1]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Leave `logging_service` out or at `logging.googleapis.com/kubernetes`, name `SYSTEM_COMPONENTS` and `WORKLOADS` in
#     `enable_components` of `logging_config`, and set `mode` of `security_posture_config` to `BASIC`.
#   parameters:
#     components:
#       type: array
#       default: [SYSTEM_COMPONENTS]
#       description: >-
#         Components whose logs must be kept. The audit log of the API server is always written; add `APISERVER` for its
#         other logs and `WORKLOADS` for those of pods.
package bartizan.terraform.gke_logging

import data.bartizan.lib.google
import data.bartizan.lib.params
import data.bartizan.lib.unknown

service := ["logging_service"]

components := ["logging_config", 0, "enable_components"]

posture := ["security_posture_config", 0, "mode"]

deny contains {
	"path": service,
	"message": sprintf("cluster %q sends no logs", [google.label(input)]),
} if {
	google.choice(input, service, "") == "NONE"
}

deny contains {
	"path": components,
	"message": sprintf("cluster %q keeps no logs of %s", [google.label(input), concat(", ", missing)]),
} if {
	count(object.get(input.values, "logging_config", [])) > 0
	not unknown.within(components)
	given := google.value(input, components, [])
	missing := [name | some name in params.get("components", ["SYSTEM_COMPONENTS"]); not name in given]
	count(missing) > 0
}

deny contains {
	"path": posture,
	"message": sprintf("security posture of cluster %q is switched off", [google.label(input)]),
} if {
	google.choice(input, posture, "") == "DISABLED"
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in google.unknowns(input, [service, posture])
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.within(components)
