# METADATA
# title: Role is granted to a single person or to a default account
# description: >-
#   Rights of single people are forgotten when they change their job; those of a group end with the membership. Default
#   accounts are shared by all machines and apps of a project, so everything in it gets the right.
# related_resources:
#   - ref: https://cloud.google.com/iam/docs/groups-best-practices
#   - ref: https://cloud.google.com/iam/docs/service-account-types#default
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_project_iam
# custom:
#   id: TF-GCP-031
#   severity: medium
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
#   controls: [M2T3, M1T1]
#   references:
#     trivy: [GCP-0003, GCP-0006, GCP-0069]
#     checkov: [CKV_GCP_46]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Grant the role to a group (`group:`) for people, and to a service account of its own for a program.
package bartizan.terraform.personal_grant

import data.bartizan.lib.google_iam

deny contains {
	"path": grant.path,
	"message": sprintf("%s is granted to %s", [role(grant), name(grant.who)]),
	"key": grant.who,
} if {
	some grant in google_iam.grants(input)
	single(grant.who)
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in google_iam.unknowns(input)
	path[0] in {"member", "members", "policy_data"}
	not google_iam.made_here(input, path)
}

role(grant) := grant.role if grant.role != ""

role(grant) := "a role" if grant.role == ""

single(who) if startswith(who, "user:")

single(who) if is_default(who)

is_default(who) if regex.match(`^serviceAccount:[0-9]+-compute@developer[.]gserviceaccount[.]com$`, who)

is_default(who) if regex.match(`^serviceAccount:[^@]+@appspot[.]gserviceaccount[.]com$`, who)

name(who) := who if startswith(who, "user:")

name(who) := sprintf("the default account %s", [substring(who, count("serviceAccount:"), -1)]) if is_default(who)
