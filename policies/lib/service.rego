# METADATA
# description: >-
#   From where a Service takes traffic: what clouds make of `type: LoadBalancer`, and the annotations that keep it inside
#   (https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer).
package bartizan.lib.service

import data.bartizan.lib.cidr
import data.bartizan.lib.kubernetes

type(resource) := found if {
	found := object.get(resource.values, ["spec", "type"], null)
	is_string(found)
} else := "ClusterIP"

annotations(resource) := kubernetes.map(resource.values, ["metadata", "annotations"])

# The load balancer has an address of the internal network only.
inside(resource) if {
	some name, values in internal_annotations
	lower(sprintf("%v", [object.get(annotations(resource), name, "")])) in values
}

# The AWS Load Balancer Controller makes internal ones unless told otherwise.
inside(resource) if {
	by_aws_controller(resource)
	object.get(annotations(resource), scheme, "internal") != "internet-facing"
}

inside(resource) if object.get(resource.values, ["spec", "loadBalancerClass"], "") == "tailscale"

inside(resource) if {
	count(addresses(resource)) > 0
	every address in addresses(resource) {
		some range in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
		net.cidr_contains(range, address)
	}
}

# The addresses asked for, as the field or the annotations of load balancers outside of clouds say.
addresses(resource) := {trim_space(address) |
	some text in array.concat(
		[object.get(resource.values, ["spec", "loadBalancerIP"], "")],
		[object.get(annotations(resource), name, "") | some name in address_annotations],
	)
	some address in split(text, ",")
	trim_space(address) != ""
}

address_annotations := [
	"lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips", "metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs",
	"kube-vip.io/loadbalancerIPs",
]

internal_annotations := {
	"service.beta.kubernetes.io/aws-load-balancer-internal": {"true", "0.0.0.0/0"},
	"service.beta.kubernetes.io/aws-load-balancer-scheme": {"internal"},
	"service.beta.kubernetes.io/azure-load-balancer-internal": {"true"},
	"networking.gke.io/load-balancer-type": {"internal"},
	"cloud.google.com/load-balancer-type": {"internal"},
	"service.beta.kubernetes.io/openstack-internal-load-balancer": {"true"},
	"service.beta.kubernetes.io/oci-load-balancer-internal": {"true"},
	"service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": {"private"},
	"service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": {"intranet"},
	"service.beta.kubernetes.io/do-loadbalancer-network": {"internal"},
	"service.beta.kubernetes.io/scw-loadbalancer-private": {"true"},
	"load-balancer.hetzner.cloud/disable-public-network": {"true"},
}

scheme := "service.beta.kubernetes.io/aws-load-balancer-scheme"

by_aws_controller(resource) if {
	object.get(resource.values, ["spec", "loadBalancerClass"], "") in {"service.k8s.aws/nlb", "eks.amazonaws.com/nlb"}
}

by_aws_controller(resource) if {
	object.get(annotations(resource), "service.beta.kubernetes.io/aws-load-balancer-type", "") in {"external", "nlb-ip"}
}

# The ranges that may connect; empty where the load balancer takes everyone.
source_ranges(resource) := {range | some range in kubernetes.list(resource.values, ["spec", "loadBalancerSourceRanges"])} | {trim_space(range) |
	some name in ["service.beta.kubernetes.io/load-balancer-source-ranges", "service.beta.kubernetes.io/azure-allowed-ip-ranges"]
	some range in split(object.get(annotations(resource), name, ""), ",")
	range != ""
}

restricted(resource) if {
	count(source_ranges(resource)) > 0
	count({range | some range in source_ranges(resource); cidr.everyone(range)}) == 0
}

restricted(resource) if object.get(annotations(resource), "service.beta.kubernetes.io/azure-allowed-service-tags", "") != ""

# A load balancer to which everyone can connect.
open(resource) if {
	type(resource) == "LoadBalancer"
	not inside(resource)
	not restricted(resource)
}

# Unknown entries that decide whether the Service is open.
unknown_entries(resource) := union({entries |
	some path in [
		["spec", "type"], ["spec", "loadBalancerSourceRanges"], ["spec", "loadBalancerIP"], ["spec", "loadBalancerClass"],
		["metadata", "annotations"],
	]
	entries := kubernetes.unknown_around_of(resource, path)
}) if {
	type(resource) == "LoadBalancer"
} else := kubernetes.unknown_around_of(resource, ["spec", "type"])
