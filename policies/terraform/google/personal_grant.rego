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
#     - data.google_iam_policy
#   scope: unit
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

subjects := google_iam.of(["google_project", "google_folder", "google_organization"])

deny contains {
	"resource": grant.resource,
	"path": grant.path,
	"message": sprintf("%s is granted to %s", [role(grant.role), name(grant.who)]),
	"key": grant.who,
} if {
	some subject in subjects
	some grant in google_iam.standing(subject)
	single(grant.who)
}

deny contains {
	"resource": open.resource.address,
	"path": open.path,
	"message": sprintf("%s is granted to a default account", [role(object.get(open.resource.values, "role", ""))]),
} if {
	some subject in subjects
	some open in google_iam.open(subject)
	concerns_member(open.path)
	google_iam.shared(open.resource, open.path)
}

undetermined contains {"resource": open.resource.address, "path": open.path, "reason": open.reason} if {
	some subject in subjects
	some open in google_iam.open(subject)
	concerns_member(open.path)
	not google_iam.program(open.resource, open.path)
	not google_iam.shared(open.resource, open.path)
}

concerns_member(path) if path[0] in {"member", "members", "policy_data"}

concerns_member(path) if {
	path[0] == "binding"
	count(path) < 3
}

concerns_member(path) if {
	path[0] == "binding"
	path[2] == "members"
}

role(given) := given if given != ""

role(given) := "a role" if given == ""

single(who) if startswith(who, "user:")

single(who) if is_default(who)

is_default(who) if regex.match(`^serviceAccount:[0-9]+-compute@developer[.]gserviceaccount[.]com$`, who)

is_default(who) if regex.match(`^serviceAccount:[^@]+@appspot[.]gserviceaccount[.]com$`, who)

name(who) := who if startswith(who, "user:")

name(who) := sprintf("the default account %s", [substring(who, count("serviceAccount:"), -1)]) if is_default(who)
