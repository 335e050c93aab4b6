# METADATA
# title: T
# custom:
#  x: 1.50
package a.b["c-d"]

import data.foo.bar as baz
import rego.v1

# about p
p contains [x, _] if {
	some x, y in [1, 2] # tail
	x == input.z[y] + 1
	not x > 2 with input.a as {"b": 1, "a": _}
}

f(x) := $"a{x}b{x + 1}" if x else := 3 if { not x }

default g := {3,1,2}
h.i[j].k := {j | j := 5} if true
q if every k, v in {"a": "%d"} { k < v; walk(v, [_, _]) }
r := {"s": -1.5e3, x: [y | y := x], 1: {z: 1 | z = 1}}
