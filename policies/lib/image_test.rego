package bartizan.lib.image_test

import data.bartizan.lib.image

test_tag if {
	image.tag("nginx:1.27") == "1.27"
	image.tag("registry.example.org:5000/web/nginx:1.27@sha256:0123") == "1.27"
}

test_port_of_the_registry_is_no_tag if {
	tags := [tag | tag := image.tag("registry.example.org:5000/web/nginx")]
	count(tags) == 0
}

test_name if {
	image.name("registry.example.org:5000/web/nginx:1.27@sha256:0123") == "nginx"
	image.name("nginx") == "nginx"
}

test_pinned if {
	image.pinned("nginx@sha256:0123")
	not image.pinned("nginx:sha256")
}

test_registry_and_repository if {
	every reference, parts in {
		"nginx": ["docker.io", "docker.io/library/nginx"],
		"bitnami/redis:7@sha256:0123": ["docker.io", "docker.io/bitnami/redis"],
		"docker.io/bitnami/redis:7": ["docker.io", "docker.io/bitnami/redis"],
		"registry.example.org:5000/web/nginx:1.27": ["registry.example.org:5000", "registry.example.org:5000/web/nginx"],
		"localhost/web": ["localhost", "localhost/web"],
	} {
		[image.registry(reference), image.repository(reference)] == parts
	}
}
