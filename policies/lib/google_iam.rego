# METADATA
# description: >-
#   Grants of Google Cloud IAM: one member, a list of them, or a whole policy document.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_project_iam
#   - ref: https://cloud.google.com/iam/docs/principal-identifiers
package bartizan.lib.google_iam

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

# Is what is unknown at `path` of `resource` a service account that is made in the same apply? It is not everybody, no
# person, and not shared.
made_here(resource, path) if {
	some reference in object.get(resource, "references", [])
	unknown.related(reference.path, path)
	"google_service_account" in split(reference.address, ".")
}
