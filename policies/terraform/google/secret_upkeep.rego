# METADATA
# title: Secret is not rotated or is readable for many
# description: >-
#   A password that never changes works for everyone who ever saw it. One that a whole domain or all the world may read
#   is no secret.
# related_resources:
#   - ref: https://cloud.google.com/secret-manager/docs/secret-rotation
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/secret_manager_secret#rotation
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/secret_manager_secret_iam
# custom:
#   id: TF-GCP-029
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds:
#     - google_secret_manager_secret
#     - google_secret_manager_regional_secret
#     - google_secret_manager_secret_iam_member
#     - google_secret_manager_secret_iam_binding
#     - google_secret_manager_secret_iam_policy
#     - google_secret_manager_regional_secret_iam_member
#     - google_secret_manager_regional_secret_iam_binding
#     - google_secret_manager_regional_secret_iam_policy
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, D3, D2]
#   references:
#     nist-800-53: [IA-5, AC-6]
#   remediation: >-
#     Add `rotation` with a `rotation_period` and `topics` that start the rotation, and grant
#     `roles/secretmanager.secretAccessor` to single service accounts.
package bartizan.terraform.secret_upkeep

import data.bartizan.lib.google
import data.bartizan.lib.google_iam

secrets := {"google_secret_manager_secret", "google_secret_manager_regional_secret"}

deny contains {
	"path": ["rotation"],
	"message": sprintf("secret %q is never rotated", [object.get(input, "name", "")]),
} if {
	unrotated
	count(questions) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	unrotated
	some path, reason in questions
}

deny contains {
	"path": grant.path,
	"message": sprintf("secret is readable for %s", [grant.who]),
	"key": grant.who,
} if {
	not input.kind in secrets
	some grant in google_iam.grants(input)
	grant.role in readers
	many(grant.who)
}

undetermined contains {"path": path, "reason": reason} if {
	not input.kind in secrets
	some path, reason in google_iam.unknowns(input)
	possibly_reader(path)
	not google_iam.single(input, path)
}

# One that ends by itself need not be rotated.
unrotated if {
	input.kind in secrets
	count([name | some name in ["rotation", "ttl", "expire_time"]; not google.value(input, [name], null) in [null, [], ""]]) == 0
}

questions := google.unknowns(input, [["rotation"], ["ttl"], ["expire_time"]])

readers := {"roles/secretmanager.secretAccessor", "roles/secretmanager.admin", "roles/editor", "roles/owner"}

many(who) if who in google_iam.everyone

many(who) if startswith(who, "domain:")

# Where another role is granted it does not matter to whom.
possibly_reader(path) if {
	path[0] in {"member", "members", "policy_data"}
	object.get(input.values, "role", "roles/owner") in readers
}

possibly_reader(["role"])
