# METADATA
# description: >-
#   Which resources of a unit belong together: one refers to the other, or names it in plain words (its ARN, its name, its
#   id). The indices answered are those in `input.resources`.
# related_resources:
#   - ref: https://developer.hashicorp.com/terraform/language/expressions/references#references-to-resource-attributes
package bartizan.lib.link

import data.bartizan.lib.tf

# From a kind to the resources of it.
resources[resource.kind] contains resource if some resource in input.resources

# Resources of one of `kinds`.
of(kinds) := {resource |
	some kind in kinds
	some resource in object.get(resources, kind, set())
}

# From `kind attribute value` to the resources of that kind whose attribute is that text, or a list that holds it.
valued[key] contains index if {
	some index, resource in input.resources
	some attribute, value in resource.values
	some text in tf.list(value)
	is_string(text)
	key := concat(" ", [resource.kind, attribute, text])
}

# From an address, with and without its keys, to the resources at it.
addressed[address] contains index if {
	some index, resource in input.resources
	some address in {resource.address, tf.without_key(resource.address), tf.without_keys(resource.address)}
}

# Indices of the resources of `kind` whose `attribute` refers to `subject`, or holds the text of one of the attributes
# `names` of it.
companions(kind, attribute, subject, names) := tf.companions(kind, attribute, subject) | {index |
	some name in names
	value := object.get(subject.values, name, null)
	is_string(value)
	some index in valued[concat(" ", [kind, attribute, value])]
}

# The resources of `kind` that `attribute` of `resource` refers to.
targets(resource, attribute, kind) := {target |
	some reference in object.get(resource, "references", [])
	reference.path[0] == attribute
	some index in addressed[reference.address]
	target := input.resources[index]
	target.kind == kind
}

# Addresses of the resources of `kind` of which nobody can say what `attribute` means: its value is not known, and it
# refers to nothing of one of the kinds `meant`.
strays(kind, attribute, meant) := {resource.address |
	some resource in object.get(resources, kind, set())
	not known(object.get(resource.values, attribute, null))
	count([reference |
		some reference in object.get(resource, "references", [])
		reference.path[0] == attribute
		some target in meant
		refers(reference.address, target)
	]) == 0
}

known(value) if is_string(value)

known(value) if {
	is_array(value)
	count([item | some item in value; not is_string(item)]) == 0
}

# Is `address` that of a resource or data source of `kind`?
refers(address, kind) if kind in split(address, ".")

# Why nothing follows from the absence of a resource of one of `kinds` whose `attribute` names something of the kinds
# `meant`; undefined where absence can be concluded.
doubt(kinds, attribute, meant) := sprintf("%s of one %s is only known after apply", [attribute, min(stray_kinds(kinds, attribute, meant))]) if {
	count(stray_kinds(kinds, attribute, meant)) > 0
}

doubt(kinds, attribute, meant) := "not all of the module is here" if {
	count(stray_kinds(kinds, attribute, meant)) == 0
	object.get(input, "complete", false) == false
}

stray_kinds(kinds, attribute, meant) := {kind |
	some kind in kinds
	count(strays(kind, attribute, meant)) > 0
}
