# METADATA
# description: >-
#   Whether a label selector of Kubernetes selects given labels
#   (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors): an empty one selects
#   everything, one that is not an object nothing.
package bartizan.lib.label_selector

import data.bartizan.lib.kubernetes

# Does `selector` select an object with `labels`?
selects(selector, labels) if {
	is_object(selector)
	every key, value in kubernetes.map(selector, ["matchLabels"]) {
		labels[key] == value
	}
	every expression in kubernetes.list(selector, ["matchExpressions"]) {
		holds(expression, labels)
	}
}

holds(expression, labels) if {
	expression.operator == "In"
	labels[expression.key] in kubernetes.list(expression, ["values"])
}

holds(expression, labels) if {
	expression.operator == "NotIn"
	not object.get(labels, expression.key, null) in kubernetes.list(expression, ["values"])
}

holds(expression, labels) if {
	expression.operator == "Exists"
	expression.key in object.keys(labels)
}

holds(expression, labels) if {
	expression.operator == "DoesNotExist"
	not expression.key in object.keys(labels)
}
