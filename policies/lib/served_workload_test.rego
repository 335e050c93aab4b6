package bartizan.lib.served_workload_test

import data.bartizan.lib.served_workload

object_of(kind, name, values) := {"kind": kind, "name": name, "namespace": "prod", "address": name, "values": values}

web(labels) := object_of("Deployment", "web", {"metadata": {"name": "web"}, "spec": {"template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "x", "image": "registry/issuer-api:1"}]}}}})

service := object_of("Service", "svc", {"spec": {"selector": {"app": "web"}}})

route(tls, rule) := object_of("Ingress", "in", {"spec": {"tls": tls, "rules": [object.union({"http": {"paths": [{"backend": {"service": {"name": "svc"}}}]}}, rule)]}})

fleet(resources) := {"complete": true, "resources": resources}

test_named if {
	every name in ["web", "issuer-api", "status"] {
		count(served_workload.named([name])) == 1 with input as fleet([web({"app.kubernetes.io/component": "Status"})])
	}
	count(served_workload.named(["other"])) == 0 with input as fleet([web({})])
}

test_plain_routes if {
	every tls in [[], [{"hosts": ["other.org"]}], [{"hosts": ["*.b.org"]}]] {
		count(served_workload.plain_routes(web({"app": "web"}))) == 1 with input as fleet([service, route(tls, {"host": "a.c.org"})])
	}
	every tls in [[{"hosts": ["a.b.org"]}], [{"hosts": ["*.b.org"]}], [{}]] {
		count(served_workload.plain_routes(web({"app": "web"}))) == 0 with input as fleet([service, route(tls, {"host": "a.b.org"})])
	}
	count(served_workload.plain_routes(web({"app": "other"}))) == 0 with input as fleet([service, route([], {})])
}

test_selects if {
	served_workload.selects({}, web({}))
	served_workload.selects({"matchLabels": {"app": "web"}}, web({"app": "web", "tier": "x"}))
	not served_workload.selects({"matchLabels": {"app": "web"}}, web({"app": "other"}))
}
