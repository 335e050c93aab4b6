# METADATA
# description: >-
#   Terraform resources as both readers give them. A plan is typed, source is not: there a number or a boolean may be a
#   string, and whatever Terraform would convert counts as converted.
# related_resources:
#   - ref: https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
#   - ref: https://developer.hashicorp.com/terraform/cli/state/resource-addressing
package bartizan.lib.tf

# Does Terraform read `value` as true?
is_true(value) if value == true

is_true(value) if value == "true"

# Does Terraform read `value` as false?
is_false(value) if value == false

is_false(value) if value == "false"

# The number that Terraform reads `value` as; undefined when it is none.
number(value) := value if is_number(value)

number(value) := to_number(value) if {
	is_string(value)
	regex.match(`^-?[0-9]+$`, value)
}

# A value that may stand alone or in a list, as a list.
list(value) := value if is_array(value)

list(value) := [value] if not is_array(value)

# The first block `name` of `values`, `{}` when there is none or it is unknown as a whole: for blocks that occur once at
# most.
block(values, name) := found if {
	found := object.get(values, [name, 0], {})
	is_object(found)
}

block(values, name) := {} if not is_object(object.get(values, [name, 0], {}))

# Entries of `unknown` that are one of the attributes `names` of the object at `path`, or lie below one: `{path: reason}`,
# empty when there are none.
unknown_among(path, names) := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	array.slice(entry.path, 0, count(path)) == path
	entry.path[count(path)] in names
}

# Entries of `unknown` that are the blocks `name` as a whole, or one of them as a whole: `{path: reason}`.
unknown_blocks(name) := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	entry.path[0] == name
	count(entry.path) <= 2
}

# Who refers to what in a unit: from `kind attribute address` to the indices in `input.resources` of the resources of that
# kind whose attribute refers to that address.
referrers[key] contains index if {
	some index, resource in input.resources
	some reference in object.get(resource, "references", [])
	key := concat(" ", [resource.kind, reference.path[0], reference.address])
}

# Indices in `input.resources` of the resources of `kind` whose `attribute` refers to `subject`. A reference without a
# certain instance means the instance of the same key where there is one, else any.
companions(kind, attribute, subject) := exact if {
	exact := referring(kind, attribute, subject.address)
	count(exact) > 0
}

companions(kind, attribute, subject) := found if {
	count(referring(kind, attribute, subject.address)) == 0
	loose := referring(kind, attribute, without_key(subject.address)) | referring(kind, attribute, without_keys(subject.address))
	found := same_instance(loose, subject.address)
}

referring(kind, attribute, address) := {index | some index in referrers[concat(" ", [kind, attribute, address])]}

same_instance(indices, address) := found if {
	found := with_keys(indices, address)
	count(found) > 0
}

same_instance(indices, address) := indices if count(with_keys(indices, address)) == 0

with_keys(indices, address) := {index |
	some index in indices
	keys(input.resources[index].address) == keys(address)
}

# `module.a["x"].aws_s3_bucket.b[0]` → `module.a["x"].aws_s3_bucket.b`
without_key(address) := regex.replace(address, `\[("([^"\\]|\\.)*"|[0-9]+)\]$`, "")

# `module.a["x"].aws_s3_bucket.b[0]` → `module.a.aws_s3_bucket.b`
without_keys(address) := regex.replace(address, `\[("([^"\\]|\\.)*"|[0-9]+)\]`, "")

# `module.a["x"].aws_s3_bucket.b[0]` → `["[\"x\"]", "[0]"]`
keys(address) := regex.find_n(`\[("([^"\\]|\\.)*"|[0-9]+)\]`, address, -1)
