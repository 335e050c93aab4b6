# METADATA
# description: >-
#   Data sources `aws_iam_policy_document` of a unit, and what is made of them: a document may merge others.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
package bartizan.lib.iam_document

import data.bartizan.lib.tf

# Documents that the `attribute` of `holder` refers to, and those that they merge. Instance keys do not count.
behind(holder, attribute) := {document |
	direct := {tf.without_keys(reference.address) |
		some reference in object.get(holder, "references", [])
		reference.path[0] == attribute
	}
	some name in graph.reachable(merged, direct)
	some document in documents[name]
}

# From an address without instance keys to the instances.
documents[tf.without_keys(resource.address)] contains resource if {
	some resource in input.resources
	resource.kind == "data.aws_iam_policy_document"
}

# From an address without instance keys to the addresses of the documents that are merged there; the last two attributes
# are those of providers before 4.0.
merged[name] := {tf.without_keys(reference.address) |
	some document in documents[name]
	some reference in object.get(document, "references", [])
	reference.path[0] in {"source_policy_documents", "override_policy_documents", "source_json", "override_json"}
} if {
	some name, _ in documents
}
