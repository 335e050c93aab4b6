package bartizan.lib.keycloak_server_test

import data.bartizan.lib.keycloak_server

test_images if {
	every reference in ["quay.io/keycloak/keycloak:26.4", "registry.redhat.io/rhbk/keycloak-rhel9:26.4", "example.org/our-keycloak:1", "bitnami/keycloak"] {
		keycloak_server.is_image(reference)
	}
	count({reference |
		some reference in ["quay.io/keycloak/keycloak-operator:26.4", "adorsys/keycloak-config-cli:6", "keycloak-gatekeeper", "nginx"]
		keycloak_server.is_image(reference)
	}) == 0
}

container := {"path": ["spec", "containers", 0], "values": {
	"args": ["start", "--http-enabled=true", "--hostname-strict", "false"],
	"env": [
		{"name": "KC_HTTP_ENABLED", "value": "false"},
		{"name": "KC_PROXY_HEADERS", "value": "xforwarded"},
		{"name": "KC_HOSTNAME", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}},
	],
}}

test_options if {
	keycloak_server.options(container, "http-enabled") == {{"text": "true", "path": ["spec", "containers", 0, "args", 1]}}
	keycloak_server.options(container, "hostname-strict") == {{"text": "false", "path": ["spec", "containers", 0, "args", 3]}}
	keycloak_server.options(container, "proxy-headers") == {{"text": "xforwarded", "path": ["spec", "containers", 0, "env", 1, "value"]}}
	keycloak_server.options(container, "proxy") == set()
}

test_hidden if {
	keycloak_server.hidden(container, "hostname")
	not keycloak_server.hidden(container, "proxy")
	keycloak_server.hidden({"path": [], "values": {"envFrom": [{"configMapRef": {"name": "a"}}]}}, "proxy")
}

test_shell_line if {
	line := {"path": [], "values": {"command": ["sh", "-c", "kc.sh start --hostname-strict=false"]}}
	keycloak_server.options(line, "hostname-strict") == {{"text": "false", "path": ["command", 2]}}
}
