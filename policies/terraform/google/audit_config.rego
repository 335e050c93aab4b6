# METADATA
# title: Audit log of the project leaves out reads, writes or people
# description: >-
#   Google records administration by itself, but not who read or wrote data. Without these logs, or with people exempted
#   from them, nobody sees what staff do with citizens' records.
# related_resources:
#   - ref: https://cloud.google.com/logging/docs/audit/configure-data-access
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_project_iam#google_project_iam_audit_config
# custom:
#   id: TF-GCP-034
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds:
#     - google_project_iam_audit_config
#     - google_folder_iam_audit_config
#     - google_organization_iam_audit_config
#     - google_project_iam_policy
#     - google_project
#   scope: unit
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, D2, C3]
#   references:
#     trivy: [GCP-0079]
#     checkov: [CKV2_GCP_5]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Add a `google_project_iam_audit_config`, or one of the organisation, for the service `allServices` with an
#     `audit_log_config` each for `ADMIN_READ`, `DATA_READ` and `DATA_WRITE`, and without `exempted_members`.
#   parameters:
#     log_types:
#       type: array
#       default: [ADMIN_READ, DATA_READ, DATA_WRITE]
#       description: >-
#         Kinds of access that must be logged.
package bartizan.terraform.audit_config

import data.bartizan.lib.google
import data.bartizan.lib.link
import data.bartizan.lib.params
import data.bartizan.lib.unknown

of_project := "google_project_iam_audit_config"

above := link.of(["google_folder_iam_audit_config", "google_organization_iam_audit_config"])

configs := link.of([of_project]) | above

blocks := "audit_log_config"

deny contains {
	"resource": config.address,
	"path": [blocks, index, "exempted_members"],
	"message": sprintf("%s of %s by %s is not logged", [log_type(block), service(config), concat(", ", exempted)]),
	"key": log_type(block),
} if {
	some config in configs
	some index, block in object.get(config.values, blocks, [])
	exempted := [who | some who in object.get(block, "exempted_members", []); is_string(who)]
	count(exempted) > 0
}

deny contains {
	"resource": config.address,
	"path": [blocks],
	"message": sprintf("audit log of all services leaves out %s", [concat(", ", sort(missing(config)))]),
} if {
	some config in configs
	service(config) == "allServices"
	count(missing(config)) > 0
	count(questions(config)) == 0
}

deny contains {
	"resource": project.address,
	"path": [],
	"message": sprintf("project %q logs no access to its data", [label(project)]),
} if {
	some project in unlogged
	not doubt
}

undetermined contains {"resource": config.address, "path": path, "reason": reason} if {
	some config in configs
	some path, reason in questions(config)
}

undetermined contains {"resource": project.address, "path": [], "reason": doubt} if some project in unlogged

# Projects of the unit that nothing sets up the logs of.
unlogged contains project if {
	some project in link.of(["google_project"])
	count([config | some config in above; may_cover(config)]) == 0
	count([index |
		some index in link.companions(of_project, "project", project, ["project_id"])
		may_cover(input.resources[index])
	]) == 0
	count(link.companions("google_project_iam_policy", "project", project, ["project_id"])) == 0
}

may_cover(config) if service(config) in {"allServices", ""}

doubt := link.doubt([of_project, "google_project_iam_policy"], "project", ["google_project"])

service(config) := google.value(config, ["service"], "")

log_type(block) := object.get(block, "log_type", "access")

missing(config) := {name | some name in params.get("log_types", ["ADMIN_READ", "DATA_READ", "DATA_WRITE"])} - {upper(log_type(block)) |
	some block in object.get(config.values, blocks, [])
}

questions(config) := {path: reason |
	some asked in [["service"], [blocks]]
	some path, reason in unknown.within_in(config, asked)
}

label(project) := google.value(project, ["project_id"], project.name)
