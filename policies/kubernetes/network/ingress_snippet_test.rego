package bartizan.kubernetes.ingress_snippet_test

import data.bartizan.kubernetes.ingress_snippet as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

ingress(annotations) := {"kind": "Ingress", "name": "web", "values": {"metadata": {"annotations": annotations}}}

full(short) := sprintf("nginx.ingress.kubernetes.io/%s", [short])

test_violated if {
	policy.deny == {{
		"message": `annotation "nginx.ingress.kubernetes.io/configuration-snippet" of Ingress "web" is raw NGINX configuration`,
		"path": ["metadata", "annotations", "nginx.ingress.kubernetes.io/configuration-snippet"],
	}} with input as ingress({full("configuration-snippet"): "more_set_headers \"A: b\";"})
	every name in [full("server-snippet"), full("auth-snippet"), full("stream-snippet"), "nginx.org/server-snippets", "nginx.org/location-snippets"] {
		some finding in policy.deny with input as ingress({name: "return 200;"})
		finding.path == ["metadata", "annotations", name]
	}
}

test_violated_dangerously if {
	every text, words in {
		"content_by_lua_block { ngx.say(1) }": " that runs code",
		"location /x { alias /var/run/secrets/kubernetes.io/serviceaccount/; }": " that names files of the controller and reads files of the controller",
	} {
		some finding in policy.deny with input as ingress({full("server-snippet"): text})
		endswith(finding.message, words)
	}
}

test_violated_by_rules_that_run_code if {
	some finding in policy.deny with input as ingress({full("modsecurity-snippet"): "SecRule ARGS \"@rx a\" \"id:1,exec:/tmp/x.lua\""})
	finding.message == `annotation "nginx.ingress.kubernetes.io/modsecurity-snippet" of Ingress "web" is raw configuration that runs code`
}

test_satisfied if {
	every annotations in [
		{},
		null,
		{full("configuration-snippet"): ""},
		{full("modsecurity-snippet"): "SecRuleEngine On\nSecRequestBodyAccess On"},
		{full("rewrite-target"): "/$1"},
	] {
		count(policy.deny) == 0 with input as ingress(annotations)
	}
}

test_prefix_by_parameter if {
	resource := ingress({"ingress.example.org/server-snippet": "return 200;"})
	count(policy.deny) == 0 with input as resource
	count(policy.deny) == 1 with input as object.union(resource, {"parameters": {"annotations_prefix": "ingress.example.org"}})
}

test_unknown_is_undetermined if {
	every path in [["metadata", "annotations", full("server-snippet")], ["metadata", "annotations", full("modsecurity-snippet")], ["metadata", "annotations"]] {
		resource := unknown(ingress({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
