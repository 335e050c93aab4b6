# METADATA
# description: Policy parameters, merged by the caller over the policy's own defaults.
package bartizan.lib.params

# The parameter `name`, or `fallback` where the caller gives none (as under plain OPA).
get(name, fallback) := object.get(object.get(input, "parameters", {}), name, fallback)
