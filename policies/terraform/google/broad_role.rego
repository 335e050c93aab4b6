# METADATA
# title: Basic or impersonating role is granted on a whole project
# description: >-
#   Owner and editor may do nearly everything with nearly all services. Who may act as or mint tokens for service
#   accounts has the rights of each of them, those made later included.
# related_resources:
#   - ref: https://cloud.google.com/iam/docs/roles-overview#basic
#   - ref: https://cloud.google.com/iam/docs/service-account-permissions
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_project_iam
# custom:
#   id: TF-GCP-030
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - google_project_iam_member
#     - google_project_iam_binding
#     - google_project_iam_policy
#     - google_folder_iam_member
#     - google_folder_iam_binding
#     - google_folder_iam_policy
#     - google_organization_iam_member
#     - google_organization_iam_binding
#     - google_organization_iam_policy
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M3T1, D2]
#   references:
#     trivy: [GCP-0007, GCP-0011]
#     checkov: [CKV_GCP_117, CKV_GCP_49, CKV_GCP_41]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Grant predefined or custom roles that hold what is needed, and `roles/iam.serviceAccountUser` or
#     `roles/iam.serviceAccountTokenCreator` on the single service account (`google_service_account_iam_member`).
#   parameters:
#     roles:
#       type: array
#       default: [roles/owner, roles/editor, roles/iam.serviceAccountUser, roles/iam.serviceAccountTokenCreator]
#       description: >-
#         Roles that nobody may have on a project, a folder or the organisation.
package bartizan.terraform.broad_role

import data.bartizan.lib.google_iam
import data.bartizan.lib.params
import data.bartizan.lib.unknown

roles := params.get("roles", ["roles/owner", "roles/editor", "roles/iam.serviceAccountUser", "roles/iam.serviceAccountTokenCreator"])

deny contains {
	"path": role.path,
	"message": sprintf("%s is granted on the whole %s", [role.name, level]),
	"key": role.name,
} if {
	some role in granted
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in google_iam.unknowns(input)
	decisive(path[0])
}

granted contains {"name": grant.role, "path": grant.role_path} if {
	some grant in google_iam.grants(input)
	grant.role in roles
	not grant.narrowed
	not unknown.at(condition)
	not agent(grant.who)
}

# Members that are not known are members.
granted contains {"name": role, "path": ["role"]} if {
	role := object.get(input.values, "role", "")
	role in roles
	not google_iam.narrowed(input.values)
	not unknown.at(condition)
	some path, _ in google_iam.unknowns(input)
	path[0] in {"member", "members"}
}

decisive(name) if name in {"role", "policy_data"}

decisive("condition") if object.get(input.values, "role", "") in roles

condition := ["condition", 0, "expression"]

# Google's own agent, which needs editor to run the project.
agent(who) if endswith(who, "@cloudservices.gserviceaccount.com")

level := split(input.kind, "_")[1]
