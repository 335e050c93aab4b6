# METADATA
# description: >-
#   What a Role or ClusterRole grants and whom a binding names
#   (https://kubernetes.io/docs/reference/access-authn-authz/rbac/). Wildcards in verbs count as every verb; wildcards in
#   resources are judged by one policy of their own, so that a fault is reported once.
package bartizan.lib.rbac

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

# The rules of this role with their paths.
rules contains {"path": ["rules", i], "values": values} if {
	some i, values in kubernetes.list(input.values, ["rules"])
	is_object(values)
}

# Rules without unknown parts.
known_rules contains rule if {
	some rule in rules
	not unknown.within(rule.path)
}

# Unknown entries that decide what the role grants.
unknown_rules := kubernetes.unknown_around(["rules"])

# Those of `resources` in API group `group` that the rule names.
named_resources(rule, group, resources) := {resource |
	covers(rule, "apiGroups", group)
	some resource in kubernetes.list(rule.values, ["resources"])
	resource in resources
}

# Those of `verbs` that the rule grants, `*` included where it stands.
granted_verbs(rule, verbs) := {verb |
	some verb in kubernetes.list(rule.values, ["verbs"])
	verb in (verbs | {"*"})
}

# Is the rule limited to objects by name? Requests without a name (list of all, create, deletecollection) are then refused.
limited_by_name(rule) if count(kubernetes.list(rule.values, ["resourceNames"])) > 0

# `field` (a list) of the rule holds `value` or a wildcard.
covers(rule, field, value) if value in kubernetes.list(rule.values, [field])

covers(rule, field, _) if "*" in kubernetes.list(rule.values, [field])

# The subjects of this binding with their paths and a label for messages.
subjects contains subject if {
	some i, values in kubernetes.list(input.values, ["subjects"])
	is_object(values)
	subject := {"path": ["subjects", i], "values": values, "label": subject_label(values)}
}

# Unknown entries that decide whom the binding gives what.
unknown_binding := kubernetes.unknown_around(["subjects"]) | kubernetes.unknown_around(["roleRef"])

# `ServiceAccount prod/web`, `Group developers`.
subject_label(subject) := sprintf("%s %s/%s", [subject.kind, subject.namespace, subject.name])

subject_label(subject) := sprintf("%s %s", [object.get(subject, "kind", "subject"), object.get(subject, "name", "")]) if {
	not subject.namespace
}

# `create, get`, for messages: "may create, get secrets"; every verb reads as "do anything to".
phrase(verbs) := "do anything to" if "*" in verbs

phrase(verbs) := concat(", ", sort(verbs)) if not "*" in verbs
