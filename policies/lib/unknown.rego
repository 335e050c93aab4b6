# METADATA
# description: >-
#   Values that are only known after apply. Unknown is not absent: an unknown path is missing from `values` and listed in
#   `unknown`, and a policy that needs it answers `undetermined`.
package bartizan.lib.unknown

# Is `path`, or something that holds it, unknown? `{path: reason}` of those, undefined when there are none.
at(path) := at_in(input, path)

# Is `path`, something that holds it, or something below it unknown? `{path: reason}` of those, undefined when there are none.
within(path) := within_in(input, path)

# As `at`, for one resource among `input.resources`.
at_in(resource, path) := found if {
	found := {entry.path: entry.reason |
		some entry in object.get(resource, "unknown", [])
		holds(entry.path, path)
	}
	count(found) > 0
}

# As `within`, for one resource among `input.resources`.
within_in(resource, path) := found if {
	found := {entry.path: entry.reason |
		some entry in object.get(resource, "unknown", [])
		related(entry.path, path)
	}
	count(found) > 0
}

# `outer` is `inner` or a prefix of it.
holds(outer, inner) if array.slice(inner, 0, count(outer)) == outer

# One of the two paths is the other or a prefix of it.
related(a, b) if holds(a, b)

related(a, b) if holds(b, a)
