# METADATA
# title: Serverless service is callable by everyone
# description: >-
#   Google checks no token before the code runs, so every request of every stranger reaches it. Whether the service
#   checks by itself nobody can see; a backend meant for another service rarely does.
# related_resources:
#   - ref: https://cloud.google.com/run/docs/authenticating/public
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_v2_service_iam
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_v2_service#invoker_iam_disabled
# custom:
#   id: TF-GCP-037
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds:
#     - google_cloud_run_service_iam_member
#     - google_cloud_run_service_iam_binding
#     - google_cloud_run_service_iam_policy
#     - google_cloud_run_v2_service_iam_member
#     - google_cloud_run_v2_service_iam_binding
#     - google_cloud_run_v2_service_iam_policy
#     - google_cloudfunctions_function_iam_member
#     - google_cloudfunctions_function_iam_binding
#     - google_cloudfunctions_function_iam_policy
#     - google_cloudfunctions2_function_iam_member
#     - google_cloudfunctions2_function_iam_binding
#     - google_cloudfunctions2_function_iam_policy
#     - data.google_iam_policy
#     - google_cloud_run_service
#     - google_cloud_run_v2_service
#     - google_cloudfunctions_function
#     - google_cloudfunctions2_function
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T1, A1]
#   references:
#     checkov: [CKV_GCP_102, CKV_GCP_107]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Grant `roles/run.invoker` or `roles/cloudfunctions.invoker` to the service accounts that call it. Put pages for
#     the public behind a load balancer or gateway and suppress this finding there with the reason.
package bartizan.terraform.serverless_public

import data.bartizan.lib.google
import data.bartizan.lib.google_iam
import data.bartizan.lib.google_serverless
import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# The setting that lets everyone call without a grant.
open := ["invoker_iam_disabled"]

deny contains {
	"resource": grant.resource,
	"path": grant.path,
	"message": sprintf("service %q is callable for %s", [google_serverless.label(grants, kind), grant.who]),
	"key": grant.who,
} if {
	some kind, _ in google_serverless.services
	some grants in of_service[kind]
	some grant in google_iam.standing(grants)
	grant.who in google_iam.everyone
	grant.role in google_serverless.callers
	not google_serverless.of_inward(grants, kind)
}

deny contains {
	"resource": service.address,
	"path": open,
	"message": sprintf("service %q asks nobody for a token", [google.label(service)]),
	"fix": google.write(open, false),
} if {
	some service in link.of(["google_cloud_run_v2_service"])
	tf.is_true(google.value(service, open, false))
	not google_serverless.inward(service)
}

undetermined contains {"resource": open_part.resource.address, "path": open_part.path, "reason": open_part.reason} if {
	some kind, _ in google_serverless.services
	some grants in of_service[kind]
	some open_part in google_iam.open(grants)
	possibly_caller(open_part.resource, open_part.path)
	not google_serverless.of_inward(grants, kind)
}

undetermined contains {"resource": service.address, "path": path, "reason": reason} if {
	some service in link.of(["google_cloud_run_v2_service"])
	not google_serverless.inward(service)
	some path, reason in unknown.at_in(service, open)
}

of_service[kind] := google_iam.of([kind]) if some kind, _ in google_serverless.services

# An account that is made in the same apply is not everybody, nor does it matter who has a harmless role.
possibly_caller(grants, path) if {
	path[0] in {"member", "members", "policy_data"}
	object.get(grants.values, "role", "roles/owner") in google_serverless.callers
	not google_iam.single(grants, path)
}

possibly_caller(document, path) if {
	path[0] == "binding"
	object.get(document.values, array.concat(array.slice(path, 0, 2), ["role"]), "roles/owner") in google_serverless.callers
	not google_iam.single(document, path)
}

possibly_caller(grants, ["role"]) if {
	some grant in google_iam.grants(grants)
	grant.who in google_iam.everyone
}
