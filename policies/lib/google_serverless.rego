# METADATA
# description: >-
#   Services of Cloud Run and Cloud Functions, who calls them by which role, and from where they are reached.
# related_resources:
#   - ref: https://cloud.google.com/run/docs/securing/ingress
#   - ref: https://cloud.google.com/functions/docs/networking/network-settings#ingress_settings
#   - ref: https://cloud.google.com/run/docs/reference/iam/roles
package bartizan.lib.google_serverless

import data.bartizan.lib.google
import data.bartizan.lib.link

# By kind of service, the attribute by which grants name it, and where it says who may reach it.
services := {
	"google_cloud_run_service": {"name": "service", "ingress": ["metadata", 0, "annotations", "run.googleapis.com/ingress"]},
	"google_cloud_run_v2_service": {"name": "name", "ingress": ["ingress"]},
	"google_cloudfunctions_function": {"name": "cloud_function", "ingress": ["ingress_settings"]},
	"google_cloudfunctions2_function": {"name": "cloud_function", "ingress": ["service_config", 0, "ingress_settings"]},
}

# Roles that hold the right to call.
callers := {
	"roles/run.invoker", "roles/run.developer", "roles/run.admin", "roles/cloudfunctions.invoker",
	"roles/cloudfunctions.developer", "roles/cloudfunctions.admin", "roles/editor", "roles/owner",
}

# Is `service` reached from the project's own networks only?
inward(service) if {
	google.choice(service, services[service.kind].ingress, "") in {"INTERNAL", "INGRESS_TRAFFIC_INTERNAL_ONLY", "ALLOW_INTERNAL_ONLY"}
}

# Are `grants` on services of `kind` for one of the unit that is?
of_inward(grants, kind) if {
	some service in (link.targets(grants, services[kind].name, kind) | called(google.value(grants, [services[kind].name], null), kind))
	inward(service)
}

called(name, kind) := {input.resources[index] |
	is_string(name)
	some index in link.valued[concat(" ", [kind, "name", name])]
}

# What people call the service of `kind` that `grants` are for.
label(grants, kind) := name if {
	name := google.value(grants, [services[kind].name], null)
	is_string(name)
} else := grants.name
