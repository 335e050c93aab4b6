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
#     - data.google_iam_policy
#   scope: unit
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

subjects := google_iam.of(["google_project", "google_folder", "google_organization"])

deny contains {
	"resource": role.resource,
	"path": role.path,
	"message": sprintf("%s is granted on the whole %s", [role.name, level(subject)]),
	"key": role.name,
} if {
	some subject in subjects
	some role in granted(subject)
}

undetermined contains {"resource": open.resource.address, "path": open.path, "reason": open.reason} if {
	some subject in subjects
	some open in google_iam.open(subject)
	decisive(open.resource, open.path)
}

granted(subject) := {{"name": grant.role, "resource": grant.resource, "path": grant.role_path} |
	some grant in google_iam.standing(subject)
	grant.role in roles
	not grant.narrowed
	not unknown.at_in(subject, condition)
	not agent(grant.who)
} | unknown_members(subject)

# Members that are not known are members.
unknown_members(subject) := {{"name": role, "resource": subject.address, "path": ["role"]} |
	role := object.get(subject.values, "role", "")
	role in roles
	not google_iam.narrowed(subject.values)
	not unknown.at_in(subject, condition)
	some path, _ in google_iam.unknowns(subject)
	path[0] in {"member", "members"}
}

decisive(_, path) if path[0] in {"role", "policy_data"}

decisive(resource, path) if {
	path[0] == "condition"
	object.get(resource.values, "role", "") in roles
}

decisive(resource, path) if {
	path[0] == "binding"
	object.get(resource.values, array.concat(array.slice(path, 0, 2), ["role"]), roles[0]) in roles
}

condition := ["condition", 0, "expression"]

# Google's own agent, which needs editor to run the project.
agent(who) if endswith(who, "@cloudservices.gserviceaccount.com")

level(subject) := split(subject.kind, "_")[1]
