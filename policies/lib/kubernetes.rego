# METADATA
# description: >-
#   What policies on every Kubernetes kind need: unknown values in lists, and the Kubernetes version that manifests are meant
#   for (https://kubernetes.io/releases/version-skew-policy/).
package bartizan.lib.kubernetes

import data.bartizan.lib.unknown

# Unknown entries that decide `tail` of some element of the list at `list_path`: the list or what holds it, a whole element, or
# something at, above or below `tail` in one. A set of `{path, reason}`.
unknown_in(list_path, tail) := unknown_in_of(input, list_path, tail)

# As `unknown_in`, for one resource among `input.resources`.
unknown_in_of(resource, list_path, tail) := {entry |
	some entry in object.get(resource, "unknown", [])
	decides(entry.path, list_path, tail)
}

# Unknown entries that hide elements of the list at `list_path`: the list, what holds it, or a whole element.
hidden(list_path) := {entry |
	some entry in object.get(input, "unknown", [])
	hides(entry.path, list_path)
}

# Unknown entries at `path`, above it or below it, as a set of `{path, reason}`: empty when there are none.
unknown_around(path) := unknown_around_of(input, path)

# As `unknown_around`, for one resource among `input.resources`.
unknown_around_of(resource, path) := {entry |
	some entry in object.get(resource, "unknown", [])
	unknown.related(entry.path, path)
}

hides(path, list_path) if unknown.holds(path, list_path)

hides(path, list_path) if {
	unknown.holds(list_path, path)
	count(path) == count(list_path) + 1
}

decides(path, list_path, _) if hides(path, list_path)

decides(path, list_path, tail) if {
	unknown.holds(list_path, path)
	count(path) > count(list_path) + 1
	unknown.related(array.slice(path, count(list_path) + 1, count(path)), tail)
}

# The list at `path` in `values`, empty when there is none: a manifest may say `null`.
list(values, path) := found if {
	found := object.get(values, path, [])
	is_array(found)
} else := []

# The object at `path` in `values`, empty when there is none.
map(values, path) := found if {
	found := object.get(values, path, {})
	is_object(found)
} else := {}

# Is the version given, and older than 1.`minor`? Without a version the releases still supported upstream decide.
older_than(minor) if {
	version := object.get(input, "version", null)
	is_string(version)
	parts := split(trim_prefix(version, "v"), ".")
	parts[0] == "1"
	to_number(trim_right(parts[1], "+")) < minor
}

# The annotations of the object, empty when it has none.
annotations := map(input.values, ["metadata", "annotations"])

# When Helm runs the object as a hook (`pre-upgrade`, `test`, …), for a short while; empty for what stays
# (https://helm.sh/docs/topics/charts_hooks/).
hook_events := {event |
	text := object.get(annotations, "helm.sh/hook", "")
	is_string(text)
	some part in split(text, ",")
	event := trim_space(part)
	event != ""
}

# `Deployment "web"`, for messages.
title := sprintf("%s %q", [input.kind, object.get(input, "name", "")])
