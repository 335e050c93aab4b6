package bartizan.lib.ingress_test

import data.bartizan.lib.ingress

annotated(annotations) := {"kind": "Ingress", "name": "web", "values": {"metadata": {"annotations": annotations}, "spec": {}}}

test_controller_by_class if {
	every name, found in {"nginx": "nginx", "nginx-internal": "nginx", "kong": "kong", "alb": "alb", "gce-internal": "gce"} {
		ingress.controller({"kind": "Ingress", "values": {"spec": {"ingressClassName": name}}}) == found
		ingress.controller(annotated({"kubernetes.io/ingress.class": name})) == found
	}
}

test_controller_by_annotation if {
	ingress.controller(annotated({"konghq.com/plugins": "a"})) == "kong" with input as {}
	ingress.controller(annotated({"nginx.ingress.kubernetes.io/limit-rps": "5"})) == "nginx" with input as {}
	not ingress.controller(annotated({"example.org/a": "b"})) with input as {}
	not ingress.controller({"kind": "Ingress", "values": {"spec": {"ingressClassName": "contour"}, "metadata": {"annotations": {"konghq.com/plugins": "a"}}}})
}

test_inside if {
	ingress.inside(annotated({"alb.ingress.kubernetes.io/scheme": "internal"}))
	ingress.inside({"values": {"spec": {"ingressClassName": "nginx-internal"}}})
	not ingress.inside(annotated({"alb.ingress.kubernetes.io/scheme": "internet-facing"}))
}

test_booleans if {
	ingress.on(annotated({"a": "True"}), "a")
	ingress.off(annotated({"a": "0"}), "a")
	not ingress.off(annotated({}), "a")
}
