# METADATA
# description: >-
#   Grants of Google Cloud IAM: one member, a list of them, or a whole policy document, which a data source may hold.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_project_iam
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/data-sources/iam_policy
#   - ref: https://cloud.google.com/iam/docs/principal-identifiers
package bartizan.lib.google_iam

import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Who means everybody: with or without a Google account.
everyone := {"allUsers", "allAuthenticatedUsers"}

# Grants that `resource` makes: {role, who, path of who, role_path, narrowed}.
grants(resource) := (by_member(resource) | by_members(resource)) | by_document(resource)

by_member(resource) := {grant |
	who := object.get(resource.values, "member", null)
	grant := {"role": role(resource), "who": who, "path": ["member"], "role_path": ["role"], "narrowed": narrowed(resource.values)}
	is_string(who)
}

by_members(resource) := {grant |
	some index, who in object.get(resource.values, "members", [])
	grant := {"role": role(resource), "who": who, "path": ["members", index], "role_path": ["role"], "narrowed": narrowed(resource.values)}
	is_string(who)
}

by_document(resource) := {grant |
	document := object.get(resource.values, "policy_data", null)
	is_string(document)
	json.is_valid(document)
	some index, binding in object.get(json.unmarshal(document), "bindings", [])
	place := ["policy_data", "@json", "bindings", index]
	some number, who in object.get(binding, "members", [])
	grant := {
		"role": object.get(binding, "role", ""),
		"who": who,
		"path": array.concat(place, ["members", number]),
		"role_path": array.concat(place, ["role"]),
		"narrowed": narrowed(binding),
	}
}

role(resource) := object.get(resource.values, "role", "")

# Does a condition narrow the grant? A block in Terraform, an object in a policy document.
narrowed(binding) if {
	some condition in conditions(binding)
	trim_space(object.get(condition, "expression", "true")) != "true"
} else := false

conditions(binding) := [condition |
	some condition in tf.list(object.get(binding, "condition", []))
	is_object(condition)
]

# What is not known of the grants of `resource`: `{path: reason}`.
unknowns(resource) := {path: reason |
	some asked in [["member"], ["members"], ["role"], ["policy_data"], ["condition", 0, "expression"]]
	some path, reason in unknown.within_in(resource, asked)
}

# Resources of the unit that grant roles on one of `kinds`, such as `google_project`.
of(kinds) := link.of([concat("_", [kind, "iam", form]) |
	some kind in kinds
	some form in ["member", "binding", "policy"]
])

# All grants of `resource` as a part of a unit, those of the data sources that it takes its document from included; each
# with the `resource` that it stands in.
standing(resource) := {object.union(grant, {"resource": resource.address}) | some grant in grants(resource)} | {grant |
	some document in documents(resource)
	some index, binding in object.get(document.values, "binding", [])
	some number, who in object.get(binding, "members", [])
	grant := {
		"resource": document.address,
		"role": object.get(binding, "role", ""),
		"who": who,
		"path": ["binding", index, "members", number],
		"role_path": ["binding", index, "role"],
		"narrowed": narrowed(binding),
	}
}

# What is not known of them: `{resource, path, reason}`, where that resource stands.
open(resource) := {{"resource": resource, "path": path, "reason": reason} |
	some path, reason in unknowns(resource)
	not replaced(resource, path)
} | {{"resource": document, "path": path, "reason": reason} |
	some document in documents(resource)
	some path, reason in unknown.within_in(document, ["binding"])
}

replaced(resource, ["policy_data"]) if count(documents(resource)) > 0

# Data sources that hold the policy document of `resource`, where that is not known itself.
documents(resource) := link.targets(resource, "policy_data", "data.google_iam_policy") if {
	not is_string(object.get(resource.values, "policy_data", null))
} else := set()

# Is what is unknown at `path` of `resource` somebody in particular, because Google or the same apply makes what is named
# there? Then it is not everybody, nor a whole domain.
single(resource, path) if {
	some kind in kinds_meant(resource, path)
	startswith(kind, "google_")
	not kind in {"google_iam_policy", "google_organization"}
}

# Is it the identity of a program? Then it is no person, and not shared.
program(resource, path) if {
	some kind in kinds_meant(resource, path)
	startswith(kind, "google_")
	not kind in undecided
}

# Is it the account that all machines or apps of a project share?
shared(resource, path) if {
	some kind in kinds_meant(resource, path)
	kind in {"google_compute_default_service_account", "google_app_engine_default_service_account"}
}

# Kinds of which a reference does not tell who is meant.
undecided := {
	"google_app_engine_default_service_account",
	"google_client_openid_userinfo",
	"google_compute_default_service_account",
	"google_iam_policy",
	"google_organization",
	"google_project",
	"google_projects",
}

kinds_meant(resource, path) := {kind |
	some reference in object.get(resource, "references", [])
	unknown.related(reference.path, path)
	some kind in split(reference.address, ".")
}
