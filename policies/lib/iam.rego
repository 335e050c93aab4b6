# METADATA
# description: >-
#   Statements of AWS policy documents, given as a JSON string in an attribute or as the blocks of a data source
#   `aws_iam_policy_document`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
package bartizan.lib.iam

import data.bartizan.lib.cidr
import data.bartizan.lib.tf

# Statements of the JSON document at `path` of the resource's values; undefined when no such document stands there.
#   path         of the statement
#   fields       how effect, principal, action, resource and condition are called there
#   effect       `Allow`, `Deny`
#   principals   array of {type, id}; `*` has the type `*`
#   actions, resources   arrays of patterns
#   scalars      which of `action` and `resource` are written as one string instead
#   conditions   array of {test, variable, values}
statements(path) := statements_of(input, path)

# As `statements`, for one resource among `input.resources`.
statements_of(resource, path) := [statement |
	some entry in entries(json.unmarshal(text), array.concat(path, ["@json", "Statement"]))
	raw := entry.value
	statement := {
		"path": entry.path,
		"fields": {"effect": "Effect", "principal": "Principal", "action": "Action", "resource": "Resource", "condition": "Condition"},
		"effect": object.get(raw, "Effect", ""),
		"principals": principals(object.get(raw, "Principal", {})),
		"actions": tf.list(object.get(raw, "Action", [])),
		"resources": tf.list(object.get(raw, "Resource", [])),
		"scalars": {field | some field, key in {"action": "Action", "resource": "Resource"}; is_string(object.get(raw, key, []))},
		"conditions": [{"test": test, "variable": variable, "values": values} |
			some test, tested in object.get(raw, "Condition", {})
			some variable, given in tested
			values := tf.list(given)
		],
	}
] if {
	text := object.get(resource.values, path, "")
	json.is_valid(text)
}

# Statements of a data source `aws_iam_policy_document`, in the same form.
document_statements := document_statements_of(input)

# As `document_statements`, for one resource among `input.resources`.
document_statements_of(resource) := [statement |
	resource.kind == "data.aws_iam_policy_document"
	some index, raw in object.get(resource.values, "statement", [])
	statement := {
		"path": ["statement", index],
		"fields": {"effect": "effect", "principal": "principals", "action": "actions", "resource": "resources", "condition": "condition"},
		"effect": object.get(raw, "effect", "Allow"),
		"principals": [{"type": object.get(block, "type", ""), "id": id} |
			some block in object.get(raw, "principals", [])
			some id in object.get(block, "identifiers", [])
		],
		"actions": object.get(raw, "actions", []),
		"resources": object.get(raw, "resources", []),
		"scalars": set(),
		"conditions": [{"test": object.get(block, "test", ""), "variable": object.get(block, "variable", ""), "values": object.get(block, "values", [])} |
			some block in object.get(raw, "condition", [])
		],
	}
]

# Path of a field of `statement`: `principal`, `action`, `resource`, `condition`.
at(statement, field) := array.concat(statement.path, [statement.fields[field]])

# Path of the element at `index` of the field `action` or `resource` of `statement`.
element(statement, field, _) := at(statement, field) if field in statement.scalars

element(statement, field, index) := array.concat(at(statement, field), [index]) if not field in statement.scalars

# What is unknown of the JSON documents at `paths` and of the blocks `statement` as far as it concerns `fields` (as in
# `at`; the effect always counts): `{path: reason}`.
unknown_fields(paths, fields) := unknown_fields_of(input, paths, fields)

# As `unknown_fields`, for one resource among `input.resources`.
unknown_fields_of(resource, paths, fields) := {entry.path: entry.reason |
	some entry in object.get(resource, "unknown", [])
	some path in array.concat(paths, [["statement"]])
	concerns(entry.path, path, fields)
}

# Is something unknown of `statement` that concerns `fields`?
unsure(statement, fields) if unsure_in(input, statement, fields)

# As `unsure`, for a statement of one resource among `input.resources`.
unsure_in(resource, statement, fields) if {
	some entry in object.get(resource, "unknown", [])
	concerns(entry.path, statement.path, fields)
}

# The one of `all` below which `path` stands: what is unknown there does not matter when the rest rules a finding out.
around(all, path) := statement if {
	some statement in all
	count(path) > count(statement.path)
	array.slice(path, 0, count(statement.path)) == statement.path
}

# Are the types of the principals of `statement` known, though perhaps not who they are?
types_known(statement) if {
	not unsure(statement, [])
	at_principal := at(statement, "principal")
	shallow := [entry |
		some entry in object.get(input, "unknown", [])
		array.slice(entry.path, 0, count(at_principal)) == at_principal
		not identifier(array.slice(entry.path, count(at_principal), count(entry.path)))
	]
	count(shallow) == 0
}

# Is this the rest of a path below the principals that leads to who one is: `AWS` or `AWS`, 0 in JSON, 0, `identifiers` or
# more in a block?
identifier(rest) if {
	is_string(rest[0])
}

identifier(rest) if rest[1] == "identifiers"

# Does `path` hold the document or statement at `root`, or does it stand in one of `fields` below it?
concerns(path, root, _) if array.slice(root, 0, count(path)) == path

concerns(path, root, _) if {
	array.slice(path, 0, count(root)) == root
	count({field | some field in path; field in spellings}) == 0
}

concerns(path, root, fields) if {
	array.slice(path, 0, count(root)) == root
	some field in path
	field in {spelling | some name in array.concat(["effect"], fields); some spelling in object.get(names, name, [])}
}

names := {
	"effect": ["Effect", "effect"],
	"principal": ["Principal", "principals"],
	"action": ["Action", "actions"],
	"resource": ["Resource", "resources"],
	"condition": ["Condition", "condition"],
}

spellings := {spelling | some list in names; some spelling in list} | {"Sid", "sid", "NotAction", "not_actions", "NotResource", "not_resources", "NotPrincipal", "not_principals"}

# Does `statement` allow everyone, without a condition that narrows who they are?
public(statement) if {
	statement.effect == "Allow"
	some principal in statement.principals
	everyone(principal)
	not narrowed(statement)
}

# Is `principal` everyone? https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
everyone(principal) if {
	principal.type in {"*", "AWS"}
	principal.id == "*"
}

# Does a condition tie `statement` to fixed accounts, organisations, networks or services? The keys are those with which
# Amazon no longer calls a policy public; a negated test, or one that passes where the key is missing, ties to nothing.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
narrowed(statement) if {
	some condition in statement.conditions
	replace(lower(condition.test), "foranyvalue:", "") in positive_tests
	lower(condition.variable) in narrowing_keys
	fixed := [value | some value in condition.values; not open_value(value)]
	count(fixed) > 0
	count(fixed) == count(condition.values)
}

positive_tests := {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"}

narrowing_keys := {
	"aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:sourcearn", "aws:sourceaccount", "aws:sourceowner",
	"aws:sourceorgid", "aws:sourceorgpaths", "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount",
	"aws:principalarn", "aws:userid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount", "kms:calleraccount",
	"kms:viaservice",
}

open_value(value) if regex.match(`^[*?]*$`, value)

open_value(value) if cidr.everyone(value)

# A statement list is an array, or one statement alone.
entries(document, path) := [{"path": array.concat(path, [index]), "value": value} | some index, value in document.Statement] if {
	is_array(document.Statement)
}

entries(document, path) := [{"path": path, "value": document.Statement}] if is_object(document.Statement)

principals(given) := [{"type": "*", "id": given}] if is_string(given)

# Not known.
principals(given) := [] if is_null(given)

principals(given) := [{"type": type, "id": id} |
	some type, ids in given
	some id in tf.list(ids)
] if {
	is_object(given)
}
