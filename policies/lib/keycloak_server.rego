# METADATA
# description: >-
#   Keycloak servers among workloads: their containers and the options these start with, from arguments and environment
#   (https://www.keycloak.org/server/configuration).
package bartizan.lib.keycloak_server

import data.bartizan.lib.image
import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

# `keycloak`, `keycloak-rhel9`, `our-keycloak`; not the operator nor keycloak-config-cli.
is_image(reference) if regex.match(`^([a-z0-9.]+[-_])*keycloak([-_](rhel[0-9]+|server|custom|optimized|quarkus))?$`, image.name(reference))

containers contains container if {
	some container in workload.containers
	container.field == "containers"
	is_image(object.get(container.values, "image", ""))
}

# Words of the command line, each with its path; a shell's line is split.
words(container) := [{"text": text, "path": array.concat(container.path, [field, i])} |
	some field in ["command", "args"]
	some i, argument in kubernetes.list(container.values, [field])
	is_string(argument)
	some text in regex.split(`\s+`, argument)
]

# What `name` (as `http-enabled`) is set to in the container: `{text, path}`. Arguments win over the environment.
options(container, name) := given if {
	given := arguments(container, name)
	count(given) > 0
}

options(container, name) := variables(container, name) if count(arguments(container, name)) == 0

arguments(container, name) := {{"text": substring(word.text, count(flag), -1), "path": word.path} |
	flag := sprintf("--%s=", [name])
	some word in words(container)
	startswith(word.text, flag)
} | {{"text": all[i + 1].text, "path": all[i + 1].path} |
	all := words(container)
	some i, word in all
	word.text == sprintf("--%s", [name])
	i + 1 < count(all)
}

# `KC_HTTP_ENABLED` for `http-enabled`.
variables(container, name) := {{"text": sprintf("%v", [variable.value]), "path": array.concat(container.path, ["env", i, "value"])} |
	some i, variable in kubernetes.list(container.values, ["env"])
	variable.name == sprintf("KC_%s", [upper(replace(name, "-", "_"))])
	object.get(variable, "value", null) != null
}

# Is the option perhaps given where these files do not show it?
hidden(container, name) if {
	some variable in kubernetes.list(container.values, ["env"])
	variable.name == sprintf("KC_%s", [upper(replace(name, "-", "_"))])
	object.get(variable, "valueFrom", null) != null
}

hidden(container, _) if count(kubernetes.list(container.values, ["envFrom"])) > 0
