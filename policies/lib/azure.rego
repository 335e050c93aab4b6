# METADATA
# description: >-
#   Resources of the azurerm provider: attributes that were renamed between its versions, and resources that configure
#   another one, joined by reference, by id or by name.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/4.0-upgrade-guide
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/5.0-upgrade-guide
package bartizan.lib.azure

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Major version of the provider of `resource`; undefined where nothing tells it.
major(resource) := to_number(digits[0]) if {
	version := object.get(resource, "version", "")
	is_string(version)
	digits := regex.find_n(`^[0-9]+`, version, 1)
	count(digits) > 0
}

# What the block at `prefix` of `resource` gives for an attribute that goes or went by `names`: {path, value} of the
# first that is there. Undefined when none is.
setting(resource, prefix, names) := found[0] if {
	found := [{"path": path, "value": value} |
		some name in names
		path := array.concat(prefix, [name])
		value := object.get(resource.values, path, null)
		value != null
	]
	count(found) > 0
}

# Where that attribute stands or, under the first of its names, should stand.
place(resource, prefix, names) := setting(resource, prefix, names).path if setting(resource, prefix, names)

place(resource, prefix, names) := array.concat(prefix, [names[0]]) if not setting(resource, prefix, names)

# The attribute's value, `fallback` where it is absent.
value(resource, prefix, names, _) := setting(resource, prefix, names).value if setting(resource, prefix, names)

value(resource, prefix, names, fallback) := fallback if not setting(resource, prefix, names)

# Entries of `unknown` that are the attribute under one of its names, or hold it: `{path: reason}`.
unknowns(resource, prefix, names) := {entry.path: entry.reason |
	some entry in object.get(resource, "unknown", [])
	some name in names
	unknown.holds(entry.path, array.concat(prefix, [name]))
}

# Is the attribute known not to be true: false, or absent where the provider takes absence for false?
not_true(resource, prefix, names) if {
	count(unknowns(resource, prefix, names)) == 0
	not tf.is_true(value(resource, prefix, names, false))
}

# Is the attribute known not to be false, where the provider takes absence for true?
not_false(resource, prefix, names) if {
	count(unknowns(resource, prefix, names)) == 0
	not tf.is_false(value(resource, prefix, names, true))
}

# Is there a block or value `name`, known or, in whole or in part, only known after apply?
given(resource, name) if {
	not object.get(resource.values, name, null) in [null, [], ""]
}

given(resource, name) if unknown.within_in(resource, [name])

# What people call `resource`: its name in Azure where that is known.
label(resource) := name if {
	name := object.get(resource.values, "name", null)
	is_string(name)
}

label(resource) := resource.name if not is_string(object.get(resource.values, "name", null))

# The fix that writes `value` to `path`. Azure settings decide who gets in or what is kept: never safe without a look.
write(path, value) := [{"op": "set", "path": path, "value": value, "safety": "unsafe"}]

# Resources of `kind` among `input.resources`.
all(kind) := {resource |
	some resource in input.resources
	resource.kind == kind
}

# Attributes by which a resource says what it configures.
subjects := {"cdn_frontdoor_profile_id", "server_id", "storage_account_id", "storage_account_name", "subnet_id", "target_resource_id"}

# From `kind attribute name` to the indices in `input.resources` of the resources of that kind that name what they configure
# in plain words, by its name or by an id that ends with it.
named[key] contains index if {
	some index, resource in input.resources
	some attribute in subjects
	text := object.get(resource.values, attribute, null)
	is_string(text)
	segments := split(lower(text), "/")
	key := concat(" ", [resource.kind, attribute, segments[count(segments) - 1]])
}

# Indices of the resources of `kind` that configure `subject`, which they name by `attribute`.
companions(kind, attribute, subject) := tf.companions(kind, attribute, subject) | by_name(kind, attribute, subject)

by_name(kind, attribute, subject) := {index |
	name := object.get(subject.values, "name", "")
	is_string(name)
	name != ""
	some index in named[concat(" ", [kind, attribute, lower(name)])]
}

# Kinds and attributes of which one resource does not say what it configures: neither in plain words nor by reference to
# a resource.
strays contains [resource.kind, attribute] if {
	some resource in input.resources
	some attribute in subjects
	unknown.at_in(resource, [attribute])
	count([reference |
		some reference in object.get(resource, "references", [])
		reference.path[0] == attribute
		regex.match(`(^|[.])azurerm_[a-z0-9_]+[.]`, reference.address)
	]) == 0
}

# Why nothing follows from the absence of a resource of `kind` that names its subject by `attribute`; undefined where
# absence can be concluded.
doubt(kind, attribute) := sprintf("what one %s configures is only known after apply", [kind]) if [kind, attribute] in strays

doubt(kind, attribute) := "not all of the module is here" if {
	not [kind, attribute] in strays
	object.get(input, "complete", false) == false
}
