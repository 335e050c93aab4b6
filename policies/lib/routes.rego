# METADATA
# description: >-
#   The routes by which callers from outside reach services (Ingress, and the routes of APISIX), and the plugins that act on
#   each, resolved through the objects that hold them. For policies of scope fleet.
# related_resources:
#   - ref: https://developer.konghq.com/kubernetes-ingress-controller/reference/annotations/
#   - ref: https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
#   - ref: https://apisix.apache.org/docs/ingress-controller/concepts/apisix_route/
package bartizan.lib.routes

import data.bartizan.lib.ingress
import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

# Each route: its resource, a title for messages, where an addition would stand, its controller ("" where unknown), the types
# of its plugins, and the reasons why there may be more.
all contains route if {
	some resource in input.resources
	resource.kind == "Ingress"
	not ingress.inside(resource)
	route := {
		"resource": resource,
		"title": sprintf("Ingress %q", [resource.name]),
		"path": ["metadata", "annotations"],
		"controller": controller(resource),
		"plugins": (named_plugins(resource) | global_plugins),
		"doubts": doubts(resource, controller(resource)),
	}
}

all contains route if {
	some resource in input.resources
	resource.kind == "ApisixRoute"
	some i, entry in kubernetes.list(resource.values, ["spec", "http"])
	route := {
		"resource": resource,
		"title": sprintf("route %q of ApisixRoute %q", [object.get(entry, "name", i), resource.name]),
		"path": ["spec", "http", i, "plugins"],
		"controller": "apisix",
		"plugins": (apisix_plugins(resource, entry) | global_plugins),
		"doubts": doubts(resource, "apisix"),
	}
}

controller(resource) := found if {
	found := ingress.controller(resource)
} else := ""

# What the annotations name: plugins of Kong, middlewares of Traefik.
named(resource) := {trim_space(name) |
	some annotation in ["konghq.com/plugins", "traefik.ingress.kubernetes.io/router.middlewares"]
	some name in split(ingress.annotation(resource, annotation), ",")
}

named_plugins(resource) := {type |
	some name in named(resource)
	some type in types_by_name[name]
}

types_by_name[resource.name] contains lower(resource.values.plugin) if {
	some resource in input.resources
	resource.kind in {"KongPlugin", "KongClusterPlugin"}
}

types_by_name[sprintf("%s-%s@kubernetescrd", [resource.namespace, resource.name])] contains lower(type) if {
	some resource in input.resources
	resource.kind == "Middleware"
	some type, _ in kubernetes.map(resource.values, ["spec"])
}

# Plugins that act on every route.
global_plugins contains lower(resource.values.plugin) if {
	some resource in input.resources
	resource.kind == "KongClusterPlugin"
	object.get(resource.values, ["metadata", "labels", "global"], "") == "true"
}

global_plugins contains type if {
	some resource in input.resources
	resource.kind == "ApisixGlobalRule"
	some type in enabled(kubernetes.list(resource.values, ["spec", "plugins"]))
}

apisix_plugins(resource, entry) := (enabled(kubernetes.list(entry, ["plugins"])) | {type |
	some config in input.resources
	config.kind == "ApisixPluginConfig"
	config.name == object.get(entry, "plugin_config_name", "")
	object.get(config, "namespace", null) == object.get(resource, "namespace", null)
	some type in enabled(kubernetes.list(config.values, ["spec", "plugins"]))
}) | {lower(sprintf("%v", [object.get(entry, ["authentication", "type"], "keyAuth")])) |
	object.get(entry, ["authentication", "enable"], false) == true
}

enabled(plugins) := {lower(plugin.name) | some plugin in plugins; object.get(plugin, "enable", true) == true}

# Plugins in the configuration of which nothing is known would have to be counted by name.
doubts(resource, controller_name) := ((({reason |
	some around in [["metadata", "annotations"], ["spec", "ingressClassName"], ["spec", "http"]]
	some _, reason in unknown.within_in(resource, around)
} | {sprintf("the plugin %q is not known here", [name]) |
	some name in named(resource)
	not types_by_name[name]
}) | {"its plugins are not known here" |
	some i, entry in kubernetes.list(resource.values, ["spec", "http"])
	name := object.get(entry, "plugin_config_name", "")
	name != ""
	count({config | some config in input.resources; config.kind == "ApisixPluginConfig"; config.name == name}) == 0
}) | {"its controller is not known here" | controller_name == ""}) | {"what holds for all routes may stand outside this scan" |
	controller_name in {"kong", "apisix", "traefik"}
	not input.complete
}
