package bartizan.lib.service_test

import data.bartizan.lib.service

balancer(annotations, spec) := {"kind": "Service", "values": {
	"metadata": {"annotations": annotations},
	"spec": object.union({"type": "LoadBalancer"}, spec),
}}

test_open if {
	service.open(balancer({}, {}))
	service.open(balancer({}, {"loadBalancerSourceRanges": ["10.0.0.0/8", "0.0.0.0/0"]}))
	service.open(balancer({"service.beta.kubernetes.io/aws-load-balancer-type": "external", service.scheme: "internet-facing"}, {}))
	service.open(balancer({}, {"loadBalancerIP": "203.0.113.5"}))
	service.open(balancer({"metallb.io/loadBalancerIPs": "10.0.0.5,203.0.113.5"}, {}))
}

test_inside if {
	not service.open(balancer({"networking.gke.io/load-balancer-type": "Internal"}, {}))
	not service.open(balancer({"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}, {}))
	not service.open(balancer({}, {"loadBalancerClass": "service.k8s.aws/nlb"}))
	not service.open(balancer({}, {"loadBalancerIP": "10.1.2.3"}))
	not service.open(balancer({"lbipam.cilium.io/ips": "192.168.1.5, fd00::5"}, {}))
	not service.open(balancer({}, {"loadBalancerSourceRanges": ["203.0.113.0/24"]}))
	not service.open(balancer({"service.beta.kubernetes.io/load-balancer-source-ranges": "203.0.113.0/24, 198.51.100.0/24"}, {}))
	not service.open({"kind": "Service", "values": {}})
}
