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

# The registry that the image is pulled from: the first segment where it can be a host, else Docker Hub.
registry(reference) := host if {
	[host, _] := split_host(reference)
} else := "docker.io"

# Registry and path without tag and digest, as the runtime completes them: `docker.io/library/nginx`, `ghcr.io/org/web`.
repository(reference) := concat("/", [host, untagged(path)]) if {
	[host, path] := split_host(reference)
} else := concat("/", ["docker.io", untagged(reference)]) if {
	contains(reference, "/")
} else := concat("/", ["docker.io/library", untagged(reference)])

split_host(reference) := [host, substring(reference, count(host) + 1, -1)] if {
	contains(reference, "/")
	host := split(reference, "/")[0]
	is_host(host)
}

is_host("localhost")

is_host(segment) if contains(segment, ".")

is_host(segment) if contains(segment, ":")

untagged(path) := concat("/", array.concat(array.slice(segments, 0, count(segments) - 1), [name(path)])) if {
	segments := split(split(path, "@")[0], "/")
}

# Is the content fixed by a digest?
pinned(reference) if contains(reference, "@sha256:")

pinned(reference) if contains(reference, "@sha512:")

last_segment(reference) := segments[count(segments) - 1] if {
	segments := split(split(reference, "@")[0], "/")
}
