# METADATA
# description: >-
#   Parts of an image reference (https://kubernetes.io/docs/concepts/containers/images/#image-names):
#   `registry:port/path/name:tag@algorithm:digest`.
package bartizan.lib.image

# The tag, undefined when the reference has none.
tag(reference) := found if {
	last := last_segment(reference)
	contains(last, ":")
	found := substring(last, indexof(last, ":") + 1, -1)
}

# The name without registry, path, tag and digest: `nginx` of `registry.example.org/web/nginx:1.27`.
name(reference) := split(last_segment(reference), ":")[0]

# Is the content fixed by a digest?
pinned(reference) if contains(reference, "@sha256:")

pinned(reference) if contains(reference, "@sha512:")

last_segment(reference) := segments[count(segments) - 1] if {
	segments := split(split(reference, "@")[0], "/")
}
