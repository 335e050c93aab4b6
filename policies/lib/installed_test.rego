package bartizan.lib.installed_test

import data.bartizan.lib.installed

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

running(kind, image) := resource(kind, {"metadata": {"name": "x"}, "spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

fleet(resources) := {"complete": true, "resources": resources}

test_names if {
	every found in [
		running("Deployment", "docker.io/falcosecurity/Falco:0.40@sha256:00"),
		running("DaemonSet", "registry.example.org:5000/falco"),
		resource("CronJob", {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"initContainers": [{"image": "falco:1"}]}}}}}}),
		resource("StatefulSet", {"metadata": {"labels": {"app.kubernetes.io/name": "falco"}}}),
		resource("Application", {"spec": {"source": {"chart": "falco"}}}),
		resource("Application", {"spec": {"source": {"path": "apps/falco/"}}}),
		resource("Application", {"spec": {"sources": [{"ref": "values"}, {"chart": "falco"}]}}),
		resource("ApplicationSet", {"spec": {"template": {"spec": {"source": {"chart": "falco"}}}}}),
		resource("ApplicationSet", {"spec": {"template": {"spec": {"sources": [{}, {}, {"path": "charts/falco"}]}}}}),
		resource("HelmRelease", {"spec": {"chart": {"spec": {"chart": "falco"}}}}),
		resource("HelmRelease", {"spec": {"chartRef": {"kind": "OCIRepository", "name": "falco"}}}),
		resource("OCIRepository", {"spec": {"url": "oci://ghcr.io/falcosecurity/charts/falco"}}),
		resource("HelmChart", {"spec": {"chart": "falco"}}),
		resource("Subscription", {"spec": {"name": "falco"}}),
		resource("helm_release", {"chart": "oci://registry.example.org/charts/falco"}),
		resource("aws_eks_addon", {"addon_name": "falco"}),
	] {
		installed.any(["tetragon", "falco"]) with input as fleet([found])
		installed.something with input as fleet([found])
		count(installed.doubts) == 0 with input as fleet([found])
	}
}

test_other_names if {
	every other in [running("Deployment", "example.org/falconer:1"), resource("helm_release", {"chart": "falco/nginx"})] {
		not installed.any(["falco"]) with input as fleet([other])
	}
	not installed.something with input as fleet([resource("ConfigMap", {"metadata": {"name": "falco"}})])
}

test_doubts if {
	unknown := {"unknown": [{"path": ["spec", "template", "spec", "containers", 0, "image"], "reason": "known after apply"}]}
	installed.doubts == {"not all images are known"} with input as fleet([object.union(resource("Deployment", {}), unknown)])
	chart := object.union(resource("helm_release", {}), {"unknown": [{"path": ["chart"], "reason": "known after apply"}]})
	installed.doubts == {"not all of what each helm_release installs is known"} with input as fleet([chart])
	installed.doubts == {"it may be installed outside this scan"} with input as {"complete": false, "resources": [chart]}
	installed.doubts == {"it may be installed outside this scan"} with input as {"resources": []}
}

test_doubts_of if {
	unsure := object.union(resource("Policy", {}), {"unknown": [{"path": ["spec"], "reason": "known after apply"}]})
	decisive := {"Policy": [["spec", "rules"], ["spec", "mode"]]}
	installed.doubts_of(decisive) == {"not all of Policy is known"} with input as fleet([unsure])
	installed.doubts_of({}) == set() with input as fleet([unsure])
	installed.doubts_of(decisive) == {"it may be installed outside this scan"} with input as {"resources": [unsure]}
}

test_commands if {
	job := resource("CronJob", {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [{
		"image": "alpine:3",
		"command": ["Velero"],
		"args": ["restore", 1],
	}]}}}}}})
	installed.commands_of(job) == "alpine:3 velero restore" with input as fleet([job])
}
