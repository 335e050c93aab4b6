# METADATA
# description: >-
#   Which service mesh a cluster runs, what it is configured to do, and which namespaces belong to it.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
#   - ref: https://istio.io/latest/docs/reference/config/labels/
#   - ref: https://linkerd.io/2/reference/proxy-configuration/
package bartizan.lib.mesh

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.namespaces

# Names by which the control planes go in images, charts and operators.
istio_names := ["istiod", "pilot", "ztunnel", "servicemeshoperator", "servicemeshoperator3"]

linkerd_names := [
	"linkerd-control-plane", "linkerd-enterprise-control-plane", "linkerd2", "linkerd-destination", "linkerd-identity",
	"linkerd-proxy-injector",
]

# Kinds by which operators install Istio.
istio_kinds := {"IstioOperator", "Istio", "ServiceMeshControlPlane"}

# Is Istio in the scan: its control plane, its objects, or namespaces given to it?
istio if installed.any(istio_names)

istio if count(installed.of(istio_kinds)) > 0

istio if {
	some resource in input.resources
	group := object.get(resource, "group", "")
	is_string(group)
	endswith(group, ".istio.io")
}

istio if {
	some name, _ in namespaces.objects
	in_istio(name)
}

# Is Linkerd in the scan?
linkerd if installed.any(linkerd_names)

linkerd if {
	some resource in input.resources
	object.get(resource, "group", "") == "policy.linkerd.io"
}

linkerd if {
	some name, _ in namespaces.objects
	in_linkerd(name)
}

any if istio

any if linkerd

# Do the labels of the namespace bring its pods into Istio, by sidecar or ambient?
in_istio(namespace) if namespaces.labels(namespace)["istio-injection"] == "enabled"

in_istio(namespace) if namespaces.labels(namespace)["istio.io/rev"] != ""

in_istio(namespace) if namespaces.labels(namespace)["istio.io/dataplane-mode"] == "ambient"

# Does the annotation of the namespace bring its pods into Linkerd?
in_linkerd(namespace) if namespaces.annotations(namespace)["linkerd.io/inject"] in {"enabled", "ingress"}

# Namespaces of the meshes themselves and of the cluster, whose pods stay outside.
system_namespaces := {
	"istio-system", "istio-ingress", "istio-egress", "istio-cni", "istio-operator", "linkerd", "linkerd-cni",
	"linkerd-viz", "linkerd-jaeger", "linkerd-multicluster", "cert-manager", "default",
}

# The configurations of an Istio mesh that `resource` holds, each with its path.
configs_of(resource) := {{"config": config, "path": ["data", "mesh", "@yaml"]} |
	regex.match(`^istio(-[a-z0-9-]+)?$`, object.get(resource, "name", ""))
	text := object.get(resource.values, ["data", "mesh"], null)
	is_string(text)
	config := yaml.unmarshal(text)
	is_object(config)
} if {
	resource.kind == "ConfigMap"
}

configs_of(resource) := {{"config": kubernetes.map(resource.values, path), "path": path} |
	path := config_paths[resource.kind]
	installs_istiod(resource)
} if {
	config_paths[resource.kind]
}

# The values of a Helm release are documents in strings.
configs_of(resource) := {{"config": config, "path": ["values", i, "@yaml", "meshConfig"]} |
	installs_istiod(resource)
	some i, text in kubernetes.list(resource.values, ["values"])
	is_string(text)
	config := object.get(yaml.unmarshal(text), "meshConfig", null)
	is_object(config)
} | {{"config": {}, "path": ["values"]} |
	installs_istiod(resource)
	not contains(json.marshal(object.get(resource.values, "values", [])), "meshConfig")
	not contains(json.marshal([object.get(resource.values, field, []) | some field in ["set", "set_list"]]), "meshConfig")
} if {
	resource.kind == "helm_release"
}

config_paths := {
	"IstioOperator": ["spec", "meshConfig"],
	"Istio": ["spec", "values", "meshConfig"],
	"HelmRelease": ["spec", "values", "meshConfig"],
	"Application": ["spec", "source", "helm", "valuesObject", "meshConfig"],
}

chart_paths := {
	"HelmRelease": ["spec", "chart", "spec", "chart"],
	"Application": ["spec", "source", "chart"],
	"helm_release": ["chart"],
}

installs_istiod(resource) if resource.kind in {"IstioOperator", "Istio"}

installs_istiod(resource) if {
	chart := object.get(resource.values, chart_paths[resource.kind], "")
	regex.match(`(^|/)istiod$`, chart)
}

# Where a setting of the configuration stands; in a release without such values, where they would.
setting_path(["values"], _) := ["values"]

setting_path(path, tail) := array.concat(path, tail) if path != ["values"]

# Where a resource that may hold such a configuration says it, for what is unknown.
config_path(resource) := ["data", "mesh"] if {
	resource.kind == "ConfigMap"
	regex.match(`^istio(-[a-z0-9-]+)?$`, object.get(resource, "name", ""))
} else := config_paths[resource.kind] if {
	installs_istiod(resource)
} else := ["values"] if {
	installs_istiod(resource)
}
