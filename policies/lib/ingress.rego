# METADATA
# description: >-
#   Which controller an Ingress is for, and what its annotations say
#   (https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class).
package bartizan.lib.ingress

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

# The class that the Ingress names, in lower case; "" where the default class of the cluster decides.
class(resource) := lower(named) if {
	named := object.get(resource.values, ["spec", "ingressClassName"], null)
	is_string(named)
} else := lower(annotated) if {
	annotated := annotation(resource, "kubernetes.io/ingress.class")
} else := ""

# The controller: by the class or, where none is named, by the prefix of the annotations. Undefined where neither tells.
controller(resource) := min(found) if {
	found := {name |
		some name, words in classes
		some word in words
		contains(class(resource), word)
	}
	count(found) > 0
} else := min(found) if {
	class(resource) == ""
	found := {name |
		some name, prefixes in prefixes_of
		some prefix in prefixes
		some key, _ in kubernetes.map(resource.values, ["metadata", "annotations"])
		startswith(key, sprintf("%s/", [prefix]))
	}
	count(found) > 0
}

# Names of classes that controllers propose. NGINX of F5 shares the class `nginx` with ingress-nginx, not the annotations.
classes := {
	"nginx": ["nginx"],
	"kong": ["kong"],
	"traefik": ["traefik"],
	"haproxy": ["haproxy"],
	"alb": ["alb"],
	"agic": ["azure-application-gateway", "azure/application-gateway"],
	"gce": ["gce"],
	"apisix": ["apisix"],
}

prefixes_of := {
	"nginx": [nginx_prefix, "nginx.org"],
	"kong": ["konghq.com"],
	"traefik": ["traefik.ingress.kubernetes.io"],
	"haproxy": ["haproxy.org", "haproxy-ingress.github.io"],
	"alb": ["alb.ingress.kubernetes.io"],
	"agic": ["appgw.ingress.kubernetes.io"],
	"apisix": ["k8s.apisix.apache.org"],
}

# What ingress-nginx was started with as `--annotations-prefix`.
nginx_prefix := params.get("annotations_prefix", "nginx.ingress.kubernetes.io")

# Full name of an annotation of ingress-nginx.
nginx_name(short) := sprintf("%s/%s", [nginx_prefix, short])

# The annotation `name`, undefined where it is absent or empty.
annotation(resource, name) := value if {
	value := object.get(kubernetes.map(resource.values, ["metadata", "annotations"]), name, "")
	is_string(value)
	value != ""
}

# The annotation `short` of ingress-nginx, undefined where it is absent or empty.
nginx_annotation(resource, short) := annotation(resource, nginx_name(short))

# Is the annotation `name` true, as Go's ParseBool reads it?
on(resource, name) if lower(annotation(resource, name)) in {"true", "1", "t"}

# Is the annotation `name` false, as Go's ParseBool reads it?
off(resource, name) if lower(annotation(resource, name)) in {"false", "0", "f"}

# Is the Ingress for callers from inside only, as its class or the scheme of its load balancer says?
inside(resource) if {
	some word in ["internal", "private"]
	contains(class(resource), word)
}

inside(resource) if annotation(resource, "alb.ingress.kubernetes.io/scheme") == "internal"

inside(resource) if on(resource, "appgw.ingress.kubernetes.io/use-private-ip")

# Is not even known which class the Ingress has, or whether it has annotations? `{path: reason}`.
doubts(resource) := {path: reason |
	some around in [["spec", "ingressClassName"], ["metadata", "annotations"]]
	some path, reason in unknown.within_in(resource, around)
}

# `Ingress "web"`, for messages.
title(resource) := sprintf("%s %q", [resource.kind, object.get(resource, "name", "")])
