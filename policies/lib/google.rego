# METADATA
# description: >-
#   Resources of the google provider: settings by path with their defaults, what is unknown of them, and labels.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference#default_labels
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/version_5_upgrade
package bartizan.lib.google

import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Major version of the provider of `resource`; undefined where nothing tells it.
major(resource) := to_number(digits[0]) if {
	version := object.get(resource, "version", "")
	is_string(version)
	digits := regex.find_n(`^[0-9]+`, version, 1)
	count(digits) > 0
}

# The value at `path` of `resource`, `fallback` where there is none.
value(resource, path, fallback) := object.get(resource.values, path, fallback)

# The text at `path` in upper case, `fallback` where there is none: for enumerations.
choice(resource, path, fallback) := upper(sprintf("%v", [object.get(resource.values, path, fallback)]))

# Entries of `unknown` that are one of `paths`, or hold one: `{path: reason}`.
unknowns(resource, paths) := {path: reason |
	some asked in paths
	some path, reason in unknown.at_in(resource, asked)
}

# Is the setting known not to be true: false, or absent where absence means false?
not_true(resource, path) if {
	not unknown.at_in(resource, path)
	not tf.is_true(object.get(resource.values, path, false))
}

# Is the setting known to be false?
is_false(resource, path) if {
	not unknown.at_in(resource, path)
	tf.is_false(object.get(resource.values, path, true))
}

# Is the setting known not to be false, where absence means true?
not_false(resource, path) if {
	not unknown.at_in(resource, path)
	not tf.is_false(object.get(resource.values, path, true))
}

# Is there anything at `path`: a text, a block, or something only known after apply?
given(resource, path) if not object.get(resource.values, path, null) in [null, [], {}, ""]

given(resource, path) if unknown.within_in(resource, path)

# What people call `resource`: its name in Google Cloud where that is known.
label(resource) := name if {
	name := object.get(resource.values, "name", null)
	is_string(name)
} else := object.get(resource, "name", "")

# The fix that writes `value` to `path`. These settings decide who gets in or what is kept: never safe without a look.
write(path, value) := [{"op": "set", "path": path, "value": value, "safety": "unsafe"}]

# Labels of `resource`: those at `path`, and where that is `labels` the effective ones and those of the providers.
labels(resource, path) := object.union_n(array.concat(given_to_all(path), [map |
	some place in [path, ["terraform_labels"], ["effective_labels"]]
	map := object.get(resource.values, place, {})
	is_object(map)
]))

given_to_all(["labels"]) := [labels |
	some resource in link.of(["provider.google", "provider.google-beta"])
	labels := object.get(resource.values, "default_labels", {})
	is_object(labels)
]

given_to_all(path) := [] if path != ["labels"]

# What is not known of the labels of `resource`, with the label, "" where they are unknown as a whole:
# `{key, entry: {resource, path, reason}}`.
open_labels(resource, path) := {{"key": last(at, count(path)), "entry": {"resource": resource.address, "path": at, "reason": reason}} |
	some at, reason in unknown.within_in(resource, path)
} | open_of_all(path)

open_of_all(["labels"]) := {{"key": last(at, 1), "entry": {"resource": resource.address, "path": at, "reason": reason}} |
	some resource in link.of(["provider.google", "provider.google-beta"])
	some at, reason in unknown.within_in(resource, ["default_labels"])
}

open_of_all(path) := set() if path != ["labels"]

last(path, place) := path[place] if count(path) > place

last(path, place) := "" if count(path) <= place
