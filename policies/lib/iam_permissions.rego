# METADATA
# description: >-
#   Statements that give permissions to identities: of managed and inline IAM policies, and of data sources that write
#   them. The policy of a resource, such as that of a key or a bucket, is none.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
package bartizan.lib.iam_permissions

import data.bartizan.lib.iam

# Paths of the JSON documents of the resource.
documents := array.concat(
	[["policy"]],
	[["inline_policy", index, "policy"] | some index, _ in object.get(input.values, "inline_policy", [])],
)

# Statements of every effect, as `iam.statements` gives them.
all contains statement if {
	some document in documents
	some statement in iam.statements(document)
}

all contains statement if some statement in iam.document_statements

# Statements that allow something.
allowing contains statement if {
	some statement in all
	statement.effect == "Allow"
	not of_resource(statement)
}

# A statement with principals belongs to a resource's own policy: `kms:*` in a key's policy means that key.
of_resource(statement) if {
	input.kind == "data.aws_iam_policy_document"
	count(statement.principals) > 0
}

# Does `statement` allow nothing to an identity, whatever else is unknown of it?
harmless(statement) if {
	statement.effect != "Allow"
	not iam.unsure(statement, [])
}

harmless(statement) if of_resource(statement)
