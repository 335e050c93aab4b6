# METADATA
# description: >-
#   Data sources `aws_iam_policy_document` of a unit, and what is made of them: a document may merge others.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
package bartizan.lib.iam_document

import data.bartizan.lib.iam
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Documents that the `attribute` of `holder` refers to, and those that they merge. Instance keys do not count.
behind(holder, attribute) := {document |
	direct := {tf.without_keys(reference.address) |
		some reference in object.get(holder, "references", [])
		reference.path[0] == attribute
	}
	some name in graph.reachable(merged, direct)
	some document in documents[name]
}

# Is the `attribute` of `holder` one document of the unit that merges no others and whose `fields` (as in `iam.at`) are
# known? Then the document answers for an attribute that is not known yet.
settled(holder, attribute, fields) if {
	names := {reference.address |
		some reference in object.get(holder, "references", [])
		reference.path[0] == attribute
	}
	count(names) == 1
	some name in names
	found := documents[tf.without_keys(name)]
	every document in found {
		count(iam.unknown_fields_of(document, [], fields)) == 0
		not merges(document)
	}
}

merges(document) if {
	some merging in merging_attributes
	object.get(document.values, merging, "absent") != "absent"
}

merges(document) if {
	some merging in merging_attributes
	unknown.within_in(document, [merging])
}

merges(document) if {
	some reference in object.get(document, "references", [])
	reference.path[0] in merging_attributes
}

# The last two are those of providers before 4.0.
merging_attributes := {"source_policy_documents", "override_policy_documents", "source_json", "override_json"}

# From an address without instance keys to the instances.
documents[tf.without_keys(resource.address)] contains resource if {
	some resource in input.resources
	resource.kind == "data.aws_iam_policy_document"
}

# From an address without instance keys to the addresses of the documents that are merged there.
merged[name] := {tf.without_keys(reference.address) |
	some document in documents[name]
	some reference in object.get(document, "references", [])
	reference.path[0] in merging_attributes
} if {
	some name, _ in documents
}
